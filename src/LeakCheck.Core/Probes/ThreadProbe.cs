using LeakCheck.Rules;
using LeakCheck.Scopes;

namespace LeakCheck.Probes;

/// <summary>Finds threads that run for a scope right now: its own threads, pool threads and timer callbacks that are still busy.</summary>
internal static class ThreadProbe
{
    public static void Look(LookTarget target, Noise noise, Sightings into)
    {
        Thread current = Thread.CurrentThread;
        foreach (ThreadSlot slot in ThreadSlots.All)
        {
            if (slot?.Owner is not { } origin || slot.Thread == current)
            {
                continue;
            }

            LeakScope? scope = origin.Effective;
            if (target.Wants(scope) && !IsReported(slot, origin, scope) && slot.Thread.IsAlive && !noise.Excludes(slot.Thread))
            {
                into.Threads.Add(new ThreadSighting(slot, new Ownership(origin, OwnerSource.Context)));
            }
        }
    }

    private static bool IsReported(ThreadSlot slot, LeakScope origin, LeakScope? scope) =>
        slot.ReportedFor is { } reported && (reported == scope || reported == origin);
}
