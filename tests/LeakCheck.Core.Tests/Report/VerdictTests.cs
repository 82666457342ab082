using LeakCheck.Report;

namespace LeakCheck.Core.Tests.Report;

public class VerdictTests
{
    private static readonly Survivor s_task = new() { Kind = SurvivorKind.Task, What = "A.B", State = SurvivorState.Waiting };

    [Theory]
    [InlineData(SurvivorState.Waiting, null, "WAITS: at the same await at every look")]
    [InlineData(SurvivorState.Waiting, false, "WAITS: at the same await at every look; nothing in the process can complete it")]
    [InlineData(SurvivorState.Running, null, "RUNS: executing code at the last look")]
    [InlineData(SurvivorState.Blocked, true, "BLOCKED: its thread stands in a wait")]
    [InlineData(SurvivorState.Looping, null, "LOOPS: moved on in the 1 s we waited")]
    [InlineData(SurvivorState.Scheduled, null, "QUEUED: not begun at the last look")]
    [InlineData(SurvivorState.Orphan, false, "ORPHAN: proved by garbage collection, nothing can complete it; its finally and using blocks never run")]
    public void A_task_is_told_by_what_it_did(SurvivorState state, bool? canComplete, string expected) =>
        Verdict.Of(s_task with { State = state, CanComplete = canComplete }, Sample.Test("T")).Should().Be(expected);

    [Fact]
    public void A_timer_that_ticks_once_says_when() =>
        Verdict.Of(new Survivor { Kind = SurvivorKind.Timer, What = "Task.Delay", State = SurvivorState.Scheduled, DueMilliseconds = 600_000, AgeMilliseconds = 12 }, Sample.Test("T"))
            .Should().Be("ONCE: ticks one time; next tick in 10 min; 12 ms old");
}
