using Microsoft.Diagnostics.Runtime;

namespace LeakCheck.Tool;

/// <summary>
/// Armed timers are chained to each other by the runtime (System.Threading.TimerQueueTimer). A timer does not hold its neighbours in any sense that helps: the list
/// does. Without this distinction whatever holds one timer would seem to hold them all.
/// </summary>
internal static class TimerNeighbours
{
    public static bool IsTimer(ClrType type) => type.Name == "System.Threading.TimerQueueTimer";

    /// <summary>What a timer refers to for itself, its neighbours, and the list that they are in (0 when it is in none).</summary>
    public static (List<ulong> Own, List<ulong> Neighbours, ulong Queue) Split(ClrObject timer)
    {
        var own = new List<ulong>();
        var neighbours = new List<ulong>();
        ulong queue = 0;
        foreach (ClrReference reference in timer.EnumerateReferencesWithFields(carefully: false, considerDependantHandles: true))
        {
            switch (reference.Field?.Name)
            {
                case "_next" or "_prev":
                    neighbours.Add(reference.Object.Address);
                    break;
                case "_associatedTimerQueue":
                    queue = reference.Object.Address;
                    break;
                default:
                    own.Add(reference.Object.Address);
                    break;
            }
        }

        return (own, neighbours, queue);
    }
}
