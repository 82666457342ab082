using LeakCheck.Diagnosis;
using LeakCheck.Scopes;

namespace LeakCheck.Probes;

/// <summary>
/// Threads that never ran for any scope: started under suppressed flow, or before the first scope. No thread object leads to them; they are known by their stacks.
/// For the sweep only.
/// </summary>
internal sealed class UnownedThreads
{
    /// <summary>Names that the runtime gives to threads of its own (kernel names, cut to 15 characters).</summary>
    private static readonly string[] s_runtimeNames =
    [
        ".NET SynchManag", ".NET EventPipe", ".NET DebugPipe", ".NET Debugger", ".NET Finalizer", ".NET Tiered Com", ".NET SigHandler", ".NET TP Gate",
        ".NET TP Wait", ".NET Timer", ".NET Sockets", ".NET File Watch", ".NET Counter Po", ".NET BGC", ".NET Server GC", "LeakCheck",
    ];

    private const string PoolName = ".NET TP Worker";

    private readonly HashSet<long> _before = [.. OsThreads.All().Select(t => t.Id)];
    private readonly int _poolBefore = ThreadPool.ThreadCount;

    /// <summary>Threads that came after the engine started, that no scope knows and that are not evidently the runtime's (ids of the operating system). Cheap.</summary>
    public HashSet<long> Candidates()
    {
        ThreadSlot[] alive = [.. ThreadSlots.All.ToArray().Where(slot => slot.Thread.IsAlive)];
        ThreadSlot[] pool = [.. alive.Where(slot => slot.IsPoolThread)];
        HashSet<long> known = [.. alive.Select(slot => slot.OsThreadId)];
        IReadOnlyList<(long Id, string Comm)> unknown = [.. OsThreads.All().Where(t => !known.Contains(t.Id))];
        List<(long Id, string Comm)> rest = [.. unknown.Where(t => !_before.Contains(t.Id) && !s_runtimeNames.Any(n => t.Comm.StartsWith(n, StringComparison.Ordinal)))];

        // A thread without a name inherits its creator's, so a worker's name says little; the pool's own count says how many of them are its own.
        // Of the threads that were there before, at most as many are the pool's as it had then.
        int olderWorkers = Math.Min(
            unknown.Count(t => _before.Contains(t.Id) && IsPoolName(t.Comm)),
            Math.Max(0, _poolBefore - pool.Count(slot => _before.Contains(slot.OsThreadId))));
        int newerWorkers = ThreadPool.ThreadCount - pool.Length - olderWorkers;
        return rest.All(t => IsPoolName(t.Comm)) && rest.Count <= newerWorkers ? [] : [.. rest.Select(t => t.Id)];
    }

    /// <summary>Of the candidates, those that run the program's own code from the bottom of their stack (ids of the operating system).</summary>
    public static IEnumerable<long> OfUser(IReadOnlySet<long> candidates, ThreadStackSample sample, Func<ThreadFrame, bool> isFrameworks) =>
        sample.ByOsThread
            .Where(t => candidates.Contains(t.Key) && t.Value.Any(f => f.Display.IsUserCode) && !t.Value.Any(isFrameworks))
            .Select(t => t.Key);

    private static bool IsPoolName(string name) => name.StartsWith(PoolName, StringComparison.Ordinal);
}
