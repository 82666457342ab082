using LeakCheck.RuntimeInternals.Contracts;
using LeakCheck.Scopes;
using LeakCheck.Rules;

namespace LeakCheck.Probes;

/// <summary>Finds waits registered with the thread pool, such as those of <c>RegisterWaitForSingleObject</c> and <c>Process.Exited</c>.</summary>
internal sealed class WaitProbe
{
    private readonly IRegisteredWaits _waits;
    private readonly Attribution _attribution;
    private readonly Reported _reported;

    public WaitProbe(IRegisteredWaits waits, Attribution attribution, Reported reported)
    {
        _waits = waits;
        _attribution = attribution;
        _reported = reported;
    }

    public void Look(LookTarget target, Sightings into)
    {
        List<WaitEntry> candidates = into.WaitBuffer;
        _waits.Copy(candidates);
        foreach (WaitEntry entry in candidates)
        {
            Ownership owner = _attribution.OfContext(entry.Context);
            if (!target.WantsUserCodeOnly(owner.Scope) && target.Wants(owner.Scope) && !_reported.Contains(entry.Handle))
            {
                into.Waits.Add(new WaitSighting(entry, owner));
            }
        }

        candidates.Clear();
    }
}
