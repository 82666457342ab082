using System.Runtime.CompilerServices;
using LeakCheck.Diagnosis;
using LeakCheck.Probes;

namespace LeakCheck.Settle;

/// <summary>What a target has alive, frozen: lists and stacks of one moment, though they are read one after the other. Safe for use from many threads.</summary>
/// <param name="look">Adds everything alive that the target wants.</param>
/// <param name="freeze">Reads the stacks, where threads were seen, and freezes what was seen.</param>
internal sealed class Snapshot(Action<LookTarget, Sightings> look, Func<Sightings, MovementWatch, List<Frozen>> freeze)
{
    /// <summary>Frozen survivors; empty when nothing is alive.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public List<Frozen> Take(LookTarget target, MovementWatch watch)
    {
        using Sightings seen = Sightings.Rent();
        look(target, seen);
        List<Frozen> items = Freeze(seen, watch);
        if (seen.Threads.Count == 0)
        {
            return items;
        }

        // A thread that went on between the lists and its stack may block on what it only then started: the stack shows where, but no list had what it waits for.
        using Sightings later = Sightings.Rent();
        look(target, later);
        HashSet<object> known = new(seen.Tasks.Select(s => s.Task), ReferenceEqualityComparer.Instance);
        return later.Tasks.TrueForAll(s => known.Contains(s.Task)) ? items : Freeze(later, watch);
    }

    private List<Frozen> Freeze(Sightings seen, MovementWatch watch)
    {
        watch.Observe(seen);
        return seen.Count == 0 ? [] : freeze(seen, watch);
    }
}
