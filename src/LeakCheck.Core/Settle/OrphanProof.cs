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

    /// <summary>Beyond this many tasks in the runtime's list the proof would cost more than it tells.</summary>
    private const int MostListed = 5_000;

    private readonly ITaskTable? _table;
    private readonly ITaskShape? _shapes;

    public OrphanProof(ITaskTable? table, ITaskShape? shapes)
    {
        _table = table;
        _shapes = shapes;
    }

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
        BackgroundThread.Start("LeakCheck finalizers", GC.WaitForPendingFinalizers).Join(s_finalizers);
        GC.Collect(2, GCCollectionMode.Forced, blocking: true);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private List<(int Id, WeakReference<Task> Task)> Take(IReadOnlyList<Frozen> items)
    {
        var taken = new Dictionary<int, Task>();
        foreach (int id in items.SelectMany(i => i.TaskIds).Distinct())
        {
            Take(id, taken);
        }

        if (taken.Count > 0)
        {
            TakeLeading(items.Min(i => i.Owner?.FirstTaskId ?? 0), taken);
        }

        return [.. taken.Select(t => (t.Key, new WeakReference<Task>(t.Value)))];
    }

    private void Take(int id, Dictionary<int, Task> taken)
    {
        if (_table?.StandIn(id) is { } task)
        {
            taken[id] = task;
        }
    }

    /// <summary>Promises and sleeping continuations that do not count themselves stand in the runtime's list too, which would keep alive through them whatever they lead to.</summary>
    private void TakeLeading(int after, Dictionary<int, Task> taken)
    {
        var listed = new List<Task>();
        _table!.CopyAfter(after, listed);
        if (_shapes is null || listed.Count > MostListed)
        {
            return;
        }

        var sought = new HashSet<object>(taken.Values, ReferenceEqualityComparer.Instance);
        var known = new Dictionary<object, bool>(ReferenceEqualityComparer.Instance);
        foreach (Task task in listed)
        {
            if (task.Status == TaskStatus.WaitingForActivation && !_shapes.IsAsyncBox(task) && !sought.Contains(task) && Leads(task, sought, known))
            {
                Take(task.Id, taken);
            }
        }
    }

    private bool Leads(object node, HashSet<object> sought, Dictionary<object, bool> known)
    {
        if (!known.TryGetValue(node, out bool leads))
        {
            known[node] = false;
            var next = new List<object>();
            _shapes!.AddNext(node, next);
            known[node] = leads = next.Exists(n => sought.Contains(n) || (!_shapes.IsAsyncBox(n) && Leads(n, sought, known)));
        }

        return leads;
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
