using System.Reflection;
using LeakCheck.Probes;
using LeakCheck.RuntimeInternals.Clr;
using LeakCheck.RuntimeInternals.Contracts;

namespace LeakCheck.Diagnosis;

/// <summary>
/// Which thread runs which task. A task that runs is one survivor together with its thread; a thread that runs none stands alone.
/// Told by the thread's stack; without stacks, running tasks and threads are paired in the order they were seen.
/// </summary>
internal sealed class ThreadPairing
{
    private readonly Dictionary<AwaitChain, ThreadSighting> _byChain;

    private ThreadPairing(Dictionary<AwaitChain, ThreadSighting> byChain, List<ThreadSighting> alone)
    {
        _byChain = byChain;
        Alone = alone;
    }

    public IReadOnlyList<ThreadSighting> Alone { get; }

    public ThreadSighting? Of(AwaitChain chain) => _byChain.TryGetValue(chain, out ThreadSighting thread) ? thread : null;

    public static ThreadPairing Of(IReadOnlyList<AwaitChain> chains, IReadOnlyList<ThreadSighting> threads, ThreadStackSample? sample, ITaskShape? shapes)
    {
        var alone = new List<ThreadSighting>(threads);
        var paired = new Dictionary<AwaitChain, ThreadSighting>(ReferenceEqualityComparer.Instance);
        if (shapes is null || threads.Count == 0)
        {
            return new ThreadPairing(paired, alone);
        }

        foreach (AwaitChain chain in chains.Where(c => IsRunning(c.Subject, shapes)))
        {
            int match = sample is { Missing: null }
                ? alone.FindIndex(t => sample.ByOsThread.TryGetValue(t.Slot.OsThreadId, out IReadOnlyList<ThreadFrame>? frames) && Runs(frames, chain.Subject, shapes))
                : alone.Count - 1;
            if (match >= 0)
            {
                paired[chain] = alone[match];
                alone.RemoveAt(match);
            }
        }

        return new ThreadPairing(paired, alone);
    }

    /// <summary>Chains whose innermost task runs a delegate, which stands on none of the stacks.</summary>
    public IEnumerable<AwaitChain> Lost(IReadOnlyList<AwaitChain> chains, ITaskShape shapes) =>
        chains.Where(c => !_byChain.ContainsKey(c) && !shapes.IsAsyncBox(c.Subject) && IsRunning(c.Subject, shapes));

    /// <summary>True when the node's code is on a thread now: a delegate that has begun, or an async method between two awaits.</summary>
    public static bool IsRunning(object node, ITaskShape shapes)
    {
        if (shapes.IsAsyncBox(node))
        {
            return shapes.StateMachine(node) is { } machine && FieldReader.Get(machine, "<>1__state") is -1;
        }

        return node is Task { Status: TaskStatus.Running } task && shapes.Body(task) is not null;
    }

    private static bool Runs(IReadOnlyList<ThreadFrame> frames, object node, ITaskShape shapes)
    {
        MethodBase? method = shapes.IsAsyncBox(node)
            ? shapes.StateMachineType(node) is { } machine ? SourceLines.Body(machine) : null
            : CodeFrames.MethodOf((Task)node, shapes);
        if (method is null)
        {
            return false;
        }

        string module = method.Module.FullyQualifiedName;
        int token = method.MetadataToken;
        return frames.Any(f => f.MethodToken == token && string.Equals(f.ModulePath, module, StringComparison.OrdinalIgnoreCase));
    }
}
