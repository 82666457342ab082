namespace LeakCheck.Diagnosis.Hints;

/// <summary>Causes for async methods and tasks that go on, when what they wait for does not tell.</summary>
internal static class LoopHints
{
    public static IReadOnlyList<HintRule> All { get; } =
    [
        new(
            "LC103",
            "A token source that nobody cancels",
            "The object that does the work has a CancellationTokenSource for it, but does not cancel it.",
            (s, f) => s.Kind == SurvivorKind.Task && f.Holder is { Open: not null } && f.Token is not { State: TokenState.None },
            new("`{holder}.{dispose}` never cancels `{source}`: cancel it there, then await `{part}`"),
            new("`{holder}.{dispose}` never cancels `{source}`: cancel it there, then await the task of `{method}`"),
            new("cancel `{source}` when `{holder}` is done with, for example in DisposeAsync, then await the task of `{method}`"),
            new("cancel the source when its owner is done with, for example in DisposeAsync, then await the task")),
        new(
            "LC104",
            "A token that was never cancelled",
            "The method would end when its token is cancelled, but whoever holds the source has not cancelled it.",
            (s, f) => s.Kind == SurvivorKind.Task && f.HasCode && f.Token is { State: TokenState.NeverCancelled },
            new("give `Parallel.ForEachAsync`, whose own `{token}` is, a token, cancel that before the test ends and await what it returns", f => f.Uses("System.Threading.Tasks.Parallel")),
            new("cancel the source behind `{token}` before the test ends, then await the task of `{method}`"),
            new("cancel the source behind the token before the test ends, then await the task")),
        new(
            "LC406",
            "Dispose does not stop it",
            "The object that does the work was disposed, but its dispose method does not stop this work.",
            (s, f) => s.Kind == SurvivorKind.Task && f.Holder is { CanBeDisposed: true, IsDisposed: true },
            new("let `{holder}.{dispose}` stop `{method}`: give it a token, cancel that, and await `{part}`"),
            new("let `{holder}.{dispose}` stop `{method}`: give it a token, cancel that, and await its task"),
            new("let the dispose method stop the work: give it a token, cancel that, and await its task")),
        new(
            "LC118",
            "Queued work that never began",
            "The task waits for its scheduler to run it: the pool has no thread left, or the scheduler has stopped.",
            (s, f) => s is { Kind: SurvivorKind.Task, State: SurvivorState.Scheduled } && f.HasCode,
            new Remedy("let the scheduler finish its queue before the test ends, and await the task; do not block pool threads")),
        new(
            "LC114",
            "A task that computes without end",
            "The task's code runs in a loop that checks no token.",
            (s, _) => s is { Kind: SurvivorKind.Task, State: SurvivorState.Running },
            new("check a token in the loop of `{body}` (`token.ThrowIfCancellationRequested()`), cancel it and await the task"),
            new("check a token in the loop (`token.ThrowIfCancellationRequested()`), cancel it and await the task")),
        new(
            "LC101",
            "A loop that no token can stop",
            "The method waits and goes on for ever, and no CancellationToken reaches it.",
            (s, f) => s.Kind == SurvivorKind.Task && (f.HasCode
                ? f.Token is { State: TokenState.Absent or TokenState.None } && (s.State == SurvivorState.Looping || f.Awaits == AwaitKind.Delay)
                : s.State == SurvivorState.Looping && s.Stack.Any(frame => frame.IsUserCode)),
            new("`{method}` starts itself anew each time it ends: give it a token to check before it does, or make it an async loop; cancel and await it before the test ends", f => !f.HasCode),
            new("give `{method}` a token, cancel it in `{holder}.{dispose}` and await `{part}` there"),
            new("give `{method}` a token, keep its Task, cancel and await it in `{holder}.{dispose}`"),
            new("keep the Task of `{method}`, give it a token, then cancel and await it before the test ends"),
            new("keep the Task, give it a token, then cancel and await it before the test ends")),
        new(
            "LC120",
            "A task that nobody awaits",
            "The method was started and its Task thrown away, so nobody notices that it does not end.",
            (s, f) => s.Kind == SurvivorKind.Task && f is { HasCode: true, IsDiscarded: true },
            new("keep the Task of `{method}` and await it before the test ends"),
            new("keep the Task and await it before the test ends")),
    ];
}
