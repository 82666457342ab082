using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LeakCheck.Diagnosis.Deep;

/// <summary>
/// Lets a helper process read this one and adds to leaks what only a reader from outside can know: who holds the lock, which object is waited for, what holds the
/// leak and how much the leak holds. This process stands still meanwhile. Never throws; what could not be found out is said by the survivors. Safe for use from many
/// threads.
/// </summary>
internal sealed class DeepLook
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(6);

    private readonly DeepWords _words;
    private readonly HelperProcess _helper;
    private readonly TimeSpan _limit;
    private readonly object _oneAtATime = new();

    /// <param name="lines">Files and lines.</param>
    /// <param name="toolPath">Path of the helper; null when it was not found.</param>
    /// <param name="limit">Longest time for which the helper walks this process; left out, 6 s.</param>
    public DeepLook(SourceLines lines, string? toolPath, TimeSpan? limit = null)
    {
        _limit = limit ?? s_limit;
        _words = new DeepWords(lines);
        _helper = new HelperProcess(toolPath);
    }

    /// <summary>Completes the leaks among decided survivors. Call it on a thread whose frames hold no survivor.</summary>
    public IReadOnlyList<(Frozen Item, Survivor Survivor)> Complete(IReadOnlyList<(Frozen Item, Survivor Survivor)> decided)
    {
        var slots = new List<GCHandle>();
        try
        {
            lock (_oneAtATime)
            {
                List<DeepTarget> targets = Targets(decided, slots);
                return targets.Count == 0 ? decided : Merge(decided, _helper.Ask(Request(targets)));
            }
        }
        catch (Exception e)
        {
            // A report without a deep look is better than none, whatever goes wrong between two processes.
            return Merge(decided, new DeepAnswer { Refused = $"{e.GetType().Name}: {e.Message}" });
        }
        finally
        {
            slots.ForEach(s => s.Free());
        }
    }

    private DeepRequest Request(List<DeepTarget> targets) => new()
    {
        ProcessId = Environment.ProcessId,
        LimitMilliseconds = (int)_limit.TotalMilliseconds,
        OwnThreads = [OsThreads.CurrentId()],
        Targets = targets,
    };

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static List<DeepTarget> Targets(IReadOnlyList<(Frozen Item, Survivor Survivor)> decided, List<GCHandle> slots)
    {
        var targets = new List<DeepTarget>();
        for (int i = 0; i < decided.Count; i++)
        {
            (Frozen item, Survivor survivor) = decided[i];
            if (survivor.Class != SurvivorClass.Leak)
            {
                continue;
            }

            ulong slot = 0;
            if (item.Subject?.TryGetTarget(out object? subject) == true)
            {
                var handle = GCHandle.Alloc(subject, GCHandleType.Weak);
                slots.Add(handle);
                slot = (ulong)GCHandle.ToIntPtr(handle);
            }

            targets.Add(new DeepTarget(i, slot, item.Slot?.OsThreadId ?? 0));
        }

        return targets;
    }

    private List<(Frozen Item, Survivor Survivor)> Merge(IReadOnlyList<(Frozen Item, Survivor Survivor)> decided, DeepAnswer answer)
    {
        Dictionary<int, DeepFinding> findings = answer.Findings.ToDictionary(f => f.Index);
        string? missing = answer.Refused is { } reason ? $"No deep look: {reason.TrimEnd('.')}." : answer.Incomplete;
        return [.. decided.Select((d, i) => d.Survivor.Class == SurvivorClass.Leak ? (d.Item, _words.Add(d.Survivor, findings.GetValueOrDefault(i), missing)) : d)];
    }
}
