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

    public static TimerPairing Of(IReadOnlyList<AwaitChain> chains, IReadOnlyList<TimerSighting> timers, ITaskShape? shapes)
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
            if (WokenBy(timer, byNode, shapes) is { } chain)
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

        // A PeriodicTimer's state is itself what is awaited: the waiter stands in its source core.
        return FieldReader.Get(state, "_mrvtsc") is { } core && FieldReader.Get(core, "_continuationState") is { } waiter
            ? byNode.GetValueOrDefault(waiter)
            : null;
    }
}
