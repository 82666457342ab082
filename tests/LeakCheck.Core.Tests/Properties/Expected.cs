namespace LeakCheck.Core.Tests.Properties;

/// <summary>The one right answer about a piece of work.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Member">A method that the report must show.</param>
/// <param name="IsOrphan">Whether nothing can complete it any more.</param>
internal sealed record Expected(SurvivorKind Kind, string Member, bool IsOrphan)
{
    public static Expected Of(WorkType type, bool IsForgotten) => type switch
    {
        WorkType.OnSource => new(SurvivorKind.Task, nameof(AsyncWork.OnSource) + ".StandAtSourceAsync", IsForgotten),
        WorkType.Chain => new(SurvivorKind.Task, nameof(AsyncWork.Chain) + ".EndOfChainAsync", IsForgotten),
        WorkType.Delay => new(SurvivorKind.Task, nameof(AsyncWork.Delay) + ".StandInDelayAsync", false),
        WorkType.DelayLoop => new(SurvivorKind.Task, nameof(AsyncWork.DelayLoop) + ".GoRoundAsync", false),
        WorkType.RunLoop => new(SurvivorKind.Task, nameof(AsyncWork.RunLoop) + ".LoopAtGateAsync", false),
        WorkType.Periodic => new(SurvivorKind.Task, nameof(AsyncWork.Periodic) + ".GoWithTimerAsync", false),
        WorkType.FarTimer => new(SurvivorKind.Timer, nameof(TimerWork.Far) + ".TickSeldom", false),
        WorkType.TickingTimer => new(SurvivorKind.Timer, nameof(TimerWork.Ticking) + ".TickOften", false),
        WorkType.SourceWithTimeout => new(SurvivorKind.Timer, nameof(TimerWork.SourceWithTimeout) + ".ArmSource", false),
        WorkType.RunBlocked => new(SurvivorKind.Task, nameof(ThreadWork.Run) + ".BlockInTask", false),
        WorkType.LongRunning => new(SurvivorKind.Task, nameof(ThreadWork.LongRunning) + ".BlockForLong", false),
        WorkType.QueueBlocked => new(SurvivorKind.Thread, nameof(ThreadWork.Queued) + ".BlockInPool", false),
        WorkType.OwnThread => new(SurvivorKind.Thread, nameof(ThreadWork.Own) + ".BlockThread", false),
        _ => new(SurvivorKind.Thread, nameof(ThreadWork.Registered) + ".OnSignal", false),
    };

    /// <summary>True when the survivor is the answer, whoever owns it.</summary>
    public bool Matches(Survivor survivor) =>
        survivor.Kind == Kind && survivor.Class == SurvivorClass.Leak && IsOrphan == (survivor.State == SurvivorState.Orphan)
        && Names(survivor).Any(m => m.Contains(Member, StringComparison.Ordinal));

    // A timer's stack is that of its arming, which may lead through another timer's callback.
    private static IEnumerable<string> Names(Survivor survivor) =>
        (survivor.Kind == SurvivorKind.Timer ? [survivor.Method ?? ""] : survivor.Stack.Select(f => f.Method)).Append(survivor.What);
}
