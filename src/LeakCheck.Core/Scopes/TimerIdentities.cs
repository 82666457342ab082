using System.Runtime.CompilerServices;
using LeakCheck.RuntimeInternals.Contracts;

namespace LeakCheck.Scopes;

/// <summary>Identity hashes of all timers that are armed now.</summary>
internal static class TimerIdentities
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static HashSet<int> Of(ITimerQueues queues)
    {
        var entries = new List<TimerEntry>();
        queues.CopySince(long.MinValue, entries);
        return [.. entries.Select(e => RuntimeHelpers.GetHashCode(e.Timer))];
    }
}
