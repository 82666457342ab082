using System.Runtime.CompilerServices;
using LeakCheck.Diagnosis;
using LeakCheck.Probes;
using LeakCheck.RuntimeInternals.Contracts;

namespace LeakCheck.Settle;

/// <summary>
/// Collects garbage before a verdict. What nobody holds ends that way by itself (unreferenced timers, watchers and clients); a task that dies although it had not
/// completed is an orphan: nothing in the process could ever have completed it. For the proof a stand-in takes its place in the runtime's list, which would keep it alive.
/// </summary>
internal sealed class OrphanProof
{
    /// <summary>Looks take microseconds, unless the machine has no time for one.</summary>
    private static readonly TimeSpan s_otherLooks = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan s_finalizers = TimeSpan.FromSeconds(2);

    private readonly ITaskTable? _table;

    public OrphanProof(ITaskTable? table) => _table = table;

    /// <summary>Runs on a thread whose frames hold no survivor. Returns the items with <see cref="Frozen.IsOrphan"/> set where it was proved.</summary>
    public IReadOnlyList<Frozen> Run(IReadOnlyList<Frozen> items)
    {
        List<(int Id, WeakReference<Task> Task)> taken = Take(items);
        if (taken.Count > 0)
        {
            // A neighbour's look that began before the stand-ins took their places holds what it saw.
            Sightings.WaitForNoLook(s_otherLooks);
        }

        Collect();
        HashSet<int> orphans = PutBack(taken);
        return [.. items.Select(item => item.TaskIds.Count > 0 && item.TaskIds.All(orphans.Contains)
            ? item with { IsOrphan = true, Draft = item.Draft with { State = SurvivorState.Orphan, CanComplete = false } }
            : item)];
    }

    public static void Collect()
    {
        GC.Collect(2, GCCollectionMode.Forced, blocking: true);

        // A finalizer of the program may block; the verdict does not wait for it.
        var finalizers = new Thread(GC.WaitForPendingFinalizers) { IsBackground = true, Name = "LeakCheck finalizers" };
        finalizers.UnsafeStart();
        finalizers.Join(s_finalizers);
        GC.Collect(2, GCCollectionMode.Forced, blocking: true);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private List<(int Id, WeakReference<Task> Task)> Take(IReadOnlyList<Frozen> items)
    {
        var taken = new List<(int Id, WeakReference<Task> Task)>();
        foreach (int id in items.SelectMany(i => i.TaskIds).Distinct())
        {
            if (_table?.StandIn(id) is { } task)
            {
                taken.Add((id, new WeakReference<Task>(task)));
            }
        }

        return taken;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private HashSet<int> PutBack(List<(int Id, WeakReference<Task> Task)> taken)
    {
        var orphans = new HashSet<int>();
        foreach ((int id, WeakReference<Task> reference) in taken)
        {
            bool lives = reference.TryGetTarget(out Task? task);
            if (_table!.EndStandIn(id, task) && !lives)
            {
                orphans.Add(id);
            }
        }

        return orphans;
    }
}
