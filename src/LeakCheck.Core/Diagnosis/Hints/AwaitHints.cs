namespace LeakCheck.Diagnosis.Hints;

/// <summary>Causes that lie in what an async method waits for.</summary>
internal static class AwaitHints
{
    /// <summary>Certain, whoever holds the work: tried before all others.</summary>
    public static IReadOnlyList<HintRule> First { get; } =
    [
        new(
            "LC121",
            "A continuation that never ran",
            "What the method awaited is over, but its continuation was handed to a SynchronizationContext, a TaskScheduler or a full thread pool that has not run it.",
            (s, f) => s.State is SurvivorState.Waiting or SurvivorState.Orphan && f.Awaits is AwaitKind.Completed or AwaitKind.Yield,
            new("let the SynchronizationContext or TaskScheduler under which `{method}` began run what is posted to it until the method has ended", f => f.Awaits == AwaitKind.Yield),
            new("let the SynchronizationContext or TaskScheduler under which `{method}` began run what is posted to it until the method has ended, or await with `ConfigureAwait(false)`"),
            new("let the SynchronizationContext or TaskScheduler under which it began run what is posted to it until it has ended, or await with `ConfigureAwait(false)`")),
    ];

    public static IReadOnlyList<HintRule> All { get; } =
    [
        new(
            "LC115",
            "An HTTP call without end",
            "The call waits for a server that does not answer, and neither a timeout nor a token ends it.",
            (s, f) => s.Kind == SurvivorKind.Task && f.Uses("System.Net.Http."),
            new("dispose the response whose content `{method}` reads, or pass a token to the read", f => !f.Uses("System.Net.Http.HttpClient")),
            new("set `HttpClient.Timeout`, or pass a token to the call in `{method}`, and dispose the client"),
            new("set `HttpClient.Timeout`, or pass a token to the call, and dispose the client")),
        new(
            "LC308",
            "A process that nobody ended",
            "The work waits for another process to exit, and nobody ends that process.",
            (s, f) => f.Uses("System.Diagnostics.Process") || f.BlockedIn == "Process.WaitForExit",
            new("end the process before the test ends: `Kill(entireProcessTree: true)`, wait for its exit (`WaitForExit`), then dispose the Process", f => f.IsRegisteredWait),
            new("pass a token to `WaitForExitAsync`, and in a `finally` call `Kill(entireProcessTree: true)`, wait for the exit and dispose the Process")),
        new(
            "LC122",
            "A call into a library without end",
            "The method waits inside of a library's call, which nothing ends: no token is cancelled, and what it was called on is neither completed nor disposed.",
            (s, f) => s.Kind == SurvivorKind.Task && f.Through is not null,
            new("cancel the source behind `{token}` before the test ends, or dispose what `{method}` awaits of `{through}`, then await the method", f => f.Token is { State: TokenState.NeverCancelled }),
            new("pass a token to the call of `{through}` in `{method}` and cancel it before the test ends, or dispose what it is called on, then await the method"),
            new("pass a token to the library's call and cancel it before the test ends, or dispose what it is called on, then await the method")),
        new(
            "LC105",
            "A PeriodicTimer was not disposed",
            "The loop waits for the next tick of a PeriodicTimer; it ends when the timer is disposed or its token is cancelled, and neither happened.",
            (_, f) => f.Awaits == AwaitKind.PeriodicTimer,
            new(Remedy.DisposeHolder, f => f.Holder is { DisposeUsesAwaited: true }),
            new("dispose `{awaited}` in `{holder}.{dispose}`: the loop in `{method}` then ends; await it there"),
            new("dispose `{awaited}` of `{holder}` before the test ends: the loop in `{method}` then ends; await it"),
            new("dispose the PeriodicTimer behind `{method}`, or cancel the token given to WaitForNextTickAsync, and await the loop"),
            new("dispose the PeriodicTimer, or cancel the token given to WaitForNextTickAsync, and await the loop")),
        new(
            "LC107",
            "A channel was never completed",
            "A reader waits for the next item of a channel whose writer has stopped without completing it.",
            (_, f) => f.Awaits == AwaitKind.ChannelItem,
            new(Remedy.DisposeHolder, f => f.Holder is { QueueField: not null } h && h.DisposeCalls.Any(IsCompletion)),
            new("call `{queue}.Writer.Complete()` in `{holder}.{dispose}`, then await the task of `{method}` there", f => f.Holder is { } h && !h.DisposeCalls.Any(IsCompletion)),
            new("call `{queue}.Writer.Complete()` when nothing more will be written to the `{holder}`, then await the task of `{method}`", f => f.Holder is { CanBeDisposed: false }),
            new("call `Writer.Complete()` on the channel that `{method}` reads when nothing more will be written, then await the reader"),
            new("call `Writer.Complete()` on the channel when nothing more will be written, then await the reader")),
        new(
            "LC108",
            "Nobody reads a bounded channel",
            "A writer waits for room in a full channel, and no reader takes anything out.",
            (_, f) => f.Awaits == AwaitKind.ChannelRoom,
            new("keep a reader until the writer has ended, or cancel the token given to WriteAsync in `{method}`"),
            new("keep a reader until the writer has ended, or cancel the token given to WriteAsync")),
        new(
            "LC109",
            "A semaphore was never released",
            "Somebody entered the SemaphoreSlim and did not release it, so every later WaitAsync waits for good.",
            (_, f) => f.Awaits == AwaitKind.Semaphore,
            new("release the semaphore that `{method}` waits for: in a `finally` block where it guards something, on every way out; or give the wait a token and cancel that before the test ends"),
            new("release the semaphore: in a `finally` block where it guards something, on every way out; or give the wait a token and cancel that before the test ends")),
        new(
            "LC116",
            "A socket was not closed",
            "The method waits for a peer: for data or for a connection; closing the socket or cancelling the token would end the wait.",
            (s, f) => s.Kind == SurvivorKind.Task && f.Awaits is AwaitKind.SocketData or AwaitKind.SocketAccept or AwaitKind.SocketOther or AwaitKind.ProcessPipe or AwaitKind.HttpRequest,
            new("end the process that {user} starts ({place}) and wait for its exit, or cancel the reading of its output, then await it", f => f.Awaits == AwaitKind.ProcessPipe),
            new("end the process whose output `{method}` reads and wait for its exit, or cancel the token of the read, then await the method", f => f.Awaits == AwaitKind.ProcessPipe),
            new("dispose the socket, stream or listener that `{method}` waits for, or cancel the token of the call, then await the method"),
            new("dispose the socket, stream or listener, or cancel the token of the call, then await the method")),
        new(
            "LC119",
            "A pipe was never completed",
            "The method waits for data from, or room in, a pipe whose other side has stopped without completing it.",
            (_, f) => f.Awaits == AwaitKind.Pipe,
            new Remedy("call `CompleteAsync()` on both the reader and the writer of the pipe, in a `finally` block")),
        new(
            "LC106",
            "A delay that nobody awaits",
            "A Task.Delay that lost a Task.WhenAny, or was thrown away, keeps its timer until it is due.",
            (s, f) => !f.HasCode && s.State != SurvivorState.Looping && (f.Awaits == AwaitKind.Delay || f.TimerType == TimerWords.Delay),
            new Remedy("give the delay a token and cancel it when the race is over, or use `task.WaitAsync(timeout)`")),
        new(
            "LC110",
            "Nothing can complete it",
            "Whatever would have completed the wait is garbage already: no TaskCompletionSource, timer or operation leads to it any more, so its `finally` and `using` blocks never run.",
            (s, f) => s.State == SurvivorState.Orphan,
            new("complete or cancel the TaskCompletionSource that `{method}` awaits before letting it go: `TrySetCanceled()`"),
            new("complete or cancel the TaskCompletionSource before letting it go: `TrySetCanceled()`")),
        new(
            "LC111",
            "A TaskCompletionSource was not completed",
            "The method awaits a task without code, and whoever holds its TaskCompletionSource has not completed it.",
            (s, f) => (f.HasCode || s.Stack.Count > 0) && f.Awaits == AwaitKind.Promise,
            new("complete or cancel what `{method}` awaits on every way out (a TaskCompletionSource, or whatever gave it the task); the await itself does not watch `{token}`: `WaitAsync({token})` does", f => f.Token?.State == TokenState.NeverCancelled),
            new("complete or cancel what `{method}` awaits on every way out (a TaskCompletionSource, or whatever gave it the task), or await it with `WaitAsync(token)`"),
            new("complete or cancel it on every way out (a TaskCompletionSource, or whatever gave the task), or await it with `WaitAsync(token)`")),
    ];

    private static bool IsCompletion(string call) => call is "ChannelWriter`1.Complete" or "ChannelWriter`1.TryComplete";
}
