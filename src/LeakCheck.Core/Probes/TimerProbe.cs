using LeakCheck.RuntimeInternals.Contracts;
using LeakCheck.Rules;
using LeakCheck.Scopes;

namespace LeakCheck.Probes;

/// <summary>Finds armed timers.</summary>
internal sealed class TimerProbe
{
    private readonly ITimerQueues _queues;
    private readonly TimerArmings _armings;
    private readonly Attribution _attribution;
    private readonly Noise _noise;
    private readonly Reported _reported;

    public TimerProbe(ITimerQueues queues, TimerArmings armings, Attribution attribution, Noise noise, Reported reported)
    {
        _queues = queues;
        _armings = armings;
        _attribution = attribution;
        _noise = noise;
        _reported = reported;
    }

    public void Look(LookTarget target, Sightings into)
    {
        // Arming is seen, so a scope that armed nothing has no timers and no queue is walked for it.
        if (target.Scope is { HasArmed: false })
        {
            return;
        }

        List<TimerEntry> candidates = into.TimerBuffer;
        _queues.CopySince(target.SinceTicks, candidates);
        foreach (TimerEntry entry in candidates)
        {
            TimerArming? arming = _armings.Find(entry.Timer);
            Ownership owner = _attribution.OfTimer(entry, arming, into.Scratch);
            if (target.Wants(owner.Scope) && !_reported.Contains(entry.Timer) && !_noise.Excludes(entry, arming)
                && (!target.WantsUserCodeOnly(owner.Scope) || _noise.RunsUserCode(entry, arming)))
            {
                into.Timers.Add(new TimerSighting(entry, arming, owner));
            }
        }

        candidates.Clear();
    }
}
