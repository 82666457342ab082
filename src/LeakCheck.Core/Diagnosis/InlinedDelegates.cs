using System.Reflection;
using LeakCheck.Diagnosis.Hints;
using LeakCheck.Probes;

namespace LeakCheck.Diagnosis;

/// <summary>
/// A delegate that ran often is compiled into the runtime's method that calls it (guarded devirtualisation): while it blocks, its thread's stack has no frame of it.
/// Such a frame is put back where the evidence is complete: the thread runs a task of the same scope, shows no code of the program's around the call, and goes on from the runtime's
/// method into one that the delegate calls; or there is one such task and one such thread.
/// </summary>
internal static class InlinedDelegates
{
    /// <param name="Body">The method of the delegate.</param>
    /// <param name="Owner">The scope whose task runs it.</param>
    internal readonly record struct Lost(MethodInfo Body, LeakScope? Owner);

    /// <summary>The sample with the frames put back.</summary>
    /// <param name="sample">The sample.</param>
    /// <param name="lost">Delegates that run, but on none of the stacks.</param>
    /// <param name="threads">Threads on whose stacks no delegate was found.</param>
    /// <param name="lines">Makes the frames.</param>
    public static ThreadStackSample Restore(ThreadStackSample sample, IReadOnlyList<Lost> lost, IReadOnlyList<ThreadSighting> threads, SourceLines lines)
    {
        var stacks = new Dictionary<long, IReadOnlyList<ThreadFrame>>(sample.ByOsThread);
        var free = threads.Where(t => stacks.TryGetValue(t.Slot.OsThreadId, out IReadOnlyList<ThreadFrame>? frames) && Runner(frames) >= 0).ToList();
        var open = lost.ToList();
        var known = new Dictionary<(MethodBase, MethodBase), int?>();

        // Fewest missing frames first: the wait of an event leads to Thread.Sleep too, by a longer way.
        var ways = from item in lost
                   from thread in free.ToList()
                   where thread.Owner.Scope == item.Owner
                   let way = WayTo(item.Body, Next(stacks[thread.Slot.OsThreadId]))
                   where way is not null
                   orderby way
                   select (item, thread);
        foreach ((Lost item, ThreadSighting thread) in ways.ToList())
        {
            Pair(item, thread);
        }

        foreach (Lost item in lost)
        {
            if (open.Count(l => l.Owner == item.Owner) == 1 && free.FindAll(t => t.Owner.Scope == item.Owner) is [var only])
            {
                Pair(item, only);
            }
        }

        return new ThreadStackSample(stacks, sample.Missing);

        void Pair(Lost item, ThreadSighting thread)
        {
            if (open.Contains(item) && free.Remove(thread))
            {
                open.Remove(item);
                stacks[thread.Slot.OsThreadId] = With(item.Body, stacks[thread.Slot.OsThreadId], lines);
            }
        }

        int? WayTo(MethodInfo body, MethodBase? next) =>
            next is null ? null : known.TryGetValue((body, next), out int? way) ? way : known[(body, next)] = CallSites.Distance(body, next);
    }

    /// <summary>The method in which a thread goes on from the runner; null when that has no token or the runner is innermost.</summary>
    private static MethodBase? Next(IReadOnlyList<ThreadFrame> frames) => Runner(frames) is > 0 and int runner ? FrameTypes.MethodOf(frames[runner - 1]) : null;

    private static List<ThreadFrame> With(MethodInfo body, IReadOnlyList<ThreadFrame> frames, SourceLines lines)
    {
        int? call = Next(frames) is { } next ? CallSites.Only(body, next) : null;
        LeakFrame display = call is { } offset ? lines.At(body, offset) : lines.MethodStart(body);
        List<ThreadFrame> restored = [.. frames];
        restored.Insert(Runner(frames), new ThreadFrame(display, body.Module.FullyQualifiedName, body.MetadataToken, call ?? -1));
        return restored;
    }

    /// <summary>Index of the innermost frame in which the runtime runs a task's delegate; -1 when there is none.</summary>
    private static int Runner(IReadOnlyList<ThreadFrame> frames)
    {
        for (int i = 0; i < frames.Count; i++)
        {
            if (frames[i].Display.Assembly == RuntimeMachinery.CoreLibrary && IsRunner(frames[i].Display.Method))
            {
                return frames.Skip(i).Any(f => f.Display.Method.StartsWith("Task.Execute", StringComparison.Ordinal)) ? i : -1;
            }
        }

        return -1;
    }

    private static bool IsRunner(string method) =>
        method.EndsWith(".InnerInvoke", StringComparison.Ordinal)
        || method.StartsWith("Task.Execute", StringComparison.Ordinal)
        || method.StartsWith("Task.cctor lambda", StringComparison.Ordinal)
        || method.StartsWith("ExecutionContext.Run", StringComparison.Ordinal);
}
