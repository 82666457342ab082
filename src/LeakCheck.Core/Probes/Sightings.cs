using LeakCheck.RuntimeInternals.Contracts;
using LeakCheck.Scopes;

namespace LeakCheck.Probes;

/// <summary>A live task that counts for the scope looked at.</summary>
internal readonly record struct TaskSighting(Task Task, Ownership Owner);

/// <summary>An armed timer that counts for the scope looked at.</summary>
internal readonly record struct TimerSighting(TimerEntry Entry, TimerArming? Arming, Ownership Owner);

/// <summary>A thread that runs for the scope looked at.</summary>
internal readonly record struct ThreadSighting(ThreadSlot Slot, Ownership Owner);

/// <summary>A registered wait that counts for the scope looked at.</summary>
internal readonly record struct WaitSighting(WaitEntry Entry, Ownership Owner);

/// <summary>
/// What one look saw, and the lists the probes work with. Holds live objects: used within one call on one thread and cleared at its end,
/// so that nothing of the program is kept alive by having been looked at.
/// </summary>
internal sealed class Sightings : IDisposable
{
    [ThreadStatic]
    private static Sightings? t_spare;

    private static int s_lookers;

    public List<TaskSighting> Tasks { get; } = [];

    public List<TimerSighting> Timers { get; } = [];

    public List<ThreadSighting> Threads { get; } = [];

    public List<WaitSighting> Waits { get; } = [];

    public List<Task> TaskBuffer { get; } = [];

    public List<TimerEntry> TimerBuffer { get; } = [];

    public List<WaitEntry> WaitBuffer { get; } = [];

    public List<object> Scratch { get; } = [];

    /// <summary>Everything seen (count).</summary>
    public int Count => Tasks.Count + Timers.Count + Threads.Count + Waits.Count;

    /// <summary>An empty instance; disposing gives it back.</summary>
    public static Sightings Rent()
    {
        Sightings sightings = t_spare ?? new Sightings();
        t_spare = null;
        return sightings;
    }

    /// <summary>A look begins, which holds other people's work while it asks whose it is.</summary>
    public static void BeginLook() => Interlocked.Increment(ref s_lookers);

    /// <summary>The look holds only what was wanted.</summary>
    public static void EndLook() => Interlocked.Decrement(ref s_lookers);

    /// <summary>Waits for a moment at which nobody looks: what was seen before is held by no look then, but by those who wanted it.</summary>
    /// <param name="limit">Longest wait.</param>
    /// <returns>False when there was no such moment.</returns>
    public static bool WaitForNoLook(TimeSpan limit) => SpinWait.SpinUntil(() => Volatile.Read(ref s_lookers) == 0, limit);

    public void Dispose()
    {
        Clear();
        t_spare = this;
    }

    public void Clear()
    {
        Tasks.Clear();
        Timers.Clear();
        Threads.Clear();
        Waits.Clear();
        TaskBuffer.Clear();
        TimerBuffer.Clear();
        WaitBuffer.Clear();
        Scratch.Clear();
    }
}
