namespace LeakCheck.Report;

/// <summary>What a survivor did while it was watched, as one sentence.</summary>
internal static class Verdict
{
    /// <summary>The sentence, its first word in capitals: LOOPS, WAITS, RUNS, BLOCKED, ORPHAN, PERIODIC, ONCE or QUEUED.</summary>
    public static string Of(Survivor survivor, LeakReport report)
    {
        string watched = report.SettleMilliseconds > 0 ? $" in the {Words.Duration(report.SettleMilliseconds)} we waited" : "";
        string state = survivor.State switch
        {
            SurvivorState.Looping when survivor.Moves > 0 => $"LOOPS: moved on at least {Words.Count(survivor.Moves, "time")}{watched}",
            SurvivorState.Looping => $"LOOPS: moved on{watched}",
            SurvivorState.Waiting => "WAITS: at the same await at every look",
            SurvivorState.Running => "RUNS: executing code at the last look",
            SurvivorState.Blocked => "BLOCKED: its thread stands in a wait",
            SurvivorState.Orphan => "ORPHAN: proved by garbage collection, nothing can complete it; its finally and using blocks never run",
            SurvivorState.Scheduled when survivor.Kind == SurvivorKind.Timer => survivor.PeriodMilliseconds is { } period
                ? $"PERIODIC: ticks every {Words.Duration(period)}"
                : "ONCE: ticks one time",
            _ => "QUEUED: not begun at the last look",
        };
        string due = survivor.DueMilliseconds is { } milliseconds ? $"; next {(survivor.Kind == SurvivorKind.Timer ? "tick" : "wake-up")} in {Words.Duration(milliseconds)}" : "";
        string end = survivor is { CanComplete: false, State: not SurvivorState.Orphan } ? "; nothing in the process can complete it" : "";
        string age = survivor.AgeMilliseconds is { } alive ? $"; {Words.Duration(alive)} old" : "";
        return state + due + end + age;
    }
}
