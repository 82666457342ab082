namespace LeakCheck.RuntimeInternals.Contracts;

/// <summary>An armed timer as it stood when the queues were walked.</summary>
/// <param name="Timer">The runtime's timer object; its identity hash is what arming events carry.</param>
/// <param name="Callback">The delegate it will run.</param>
/// <param name="State">The state it passes; a task for a delay, a source for a timeout.</param>
/// <param name="Context">The context it captured when it was created; null when it captured none.</param>
/// <param name="StartTicks">When it was armed last, on the clock of <see cref="ITimerQueues.Now"/>.</param>
/// <param name="DueMilliseconds">Due time counted from <paramref name="StartTicks"/>.</param>
/// <param name="PeriodMilliseconds">Period; null when it fires once.</param>
internal readonly record struct TimerEntry(
    object Timer, Delegate Callback, object? State, ExecutionContext? Context, long StartTicks, uint DueMilliseconds, uint? PeriodMilliseconds);

/// <summary>The runtime's queues of armed timers. Without them no timer is seen.</summary>
internal interface ITimerQueues
{
    /// <summary>The queues' own clock, in milliseconds.</summary>
    long Now { get; }

    /// <summary>Adds the armed timers that were linked at or after <paramref name="sinceTicks"/>, and any others that are cheap to add.</summary>
    void CopySince(long sinceTicks, List<TimerEntry> into);

    /// <summary>True for a timer that was disposed, or whose owner was finalized: it never ticks again, whoever still holds it.</summary>
    /// <param name="timer">A <see cref="TimerEntry.Timer"/>.</param>
    bool IsClosed(object timer);
}
