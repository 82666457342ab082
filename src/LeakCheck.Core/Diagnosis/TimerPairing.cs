using System.Runtime.CompilerServices;
using LeakCheck.Probes;
using LeakCheck.RuntimeInternals.Clr;
using LeakCheck.RuntimeInternals.Contracts;

namespace LeakCheck.Diagnosis;

/// <summary>Which timer wakes which chain. A timer that does is part of that survivor; every other stands alone.</summary>
internal sealed class TimerPairing
{
    private readonly Dictionary<AwaitChain, TimerSighting> _byChain;

    private TimerPairing(Dictionary<AwaitChain, TimerSighting> byChain, List<TimerSighting> alone)
    {
        _byChain = byChain;
        Alone = alone;
    }

    public IReadOnlyList<TimerSighting> Alone { get; }

    public TimerSighting? Of(AwaitChain chain) => _byChain.TryGetValue(chain, out TimerSighting timer) ? timer : null;

    /// <param name="chains">The chains.</param>
    /// <param name="timers">The timers.</param>
    /// <param name="shapes">How tasks are read; null where they are not.</param>
    /// <param name="lastWaiter">The identity hash of the async method that an earlier look saw wait for a periodic timer: while its loop goes round nobody does. Null for a timer of which none was seen.</param>
    public static TimerPairing Of(IReadOnlyList<AwaitChain> chains, IReadOnlyList<TimerSighting> timers, ITaskShape? shapes, Func<TimerSighting, int?> lastWaiter)
    {
        var byNode = new Dictionary<object, AwaitChain>(ReferenceEqualityComparer.Instance);
        foreach (AwaitChain chain in chains)
        {
            byNode.TryAdd(chain.Subject, chain);
            foreach (Task leaf in chain.Leaves)
            {
                byNode.TryAdd(leaf, chain);
            }

            foreach (object outer in chain.Outer)
            {
                byNode.TryAdd(outer, chain);
            }
        }

        var paired = new Dictionary<AwaitChain, TimerSighting>(ReferenceEqualityComparer.Instance);
        var alone = new List<TimerSighting>();
        foreach (TimerSighting timer in timers)
        {
            if ((WokenBy(timer, byNode, shapes) ?? (lastWaiter(timer) is { } waiter ? chains.FirstOrDefault(c => RuntimeHelpers.GetHashCode(c.Subject) == waiter) : null)) is { } chain)
            {
                paired.TryAdd(chain, timer);
            }
            else
            {
                alone.Add(timer);
            }
        }

        return new TimerPairing(paired, alone);
    }

    private static AwaitChain? WokenBy(TimerSighting timer, Dictionary<object, AwaitChain> byNode, ITaskShape? shapes)
    {
        if (timer.Entry.State is not { } state)
        {
            return null;
        }

        if (byNode.TryGetValue(state, out AwaitChain? direct))
        {
            return direct;
        }

        if (shapes is not null && state is Task)
        {
            var next = new List<object>();
            shapes.AddNext(state, next);
            return next.Select(n => byNode.GetValueOrDefault(n)).FirstOrDefault(c => c is not null);
        }

        return PeriodicWaiter(timer) is { } waiter ? byNode.GetValueOrDefault(waiter) : null;
    }

    /// <summary>True for a periodic timer that nobody waits for now: a loop that has just made it, or goes round, does in a moment.</summary>
    public static bool MayBeAwaitedNext(TimerSighting timer) => TimerWords.TypeOf(timer.Entry) == TimerWords.Periodic && PeriodicWaiter(timer) is null;

    /// <summary>The async method that waits for the next tick of a PeriodicTimer, whose state is itself what is awaited: the waiter stands in its source core. Null when none does.</summary>
    public static object? PeriodicWaiter(TimerSighting timer) =>
        TimerWords.TypeOf(timer.Entry) == TimerWords.Periodic && FieldReader.Get(timer.Entry.State!, "_mrvtsc") is { } core ? FieldReader.Get(core, "_continuationState") : null;
}
