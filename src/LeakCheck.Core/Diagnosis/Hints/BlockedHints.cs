namespace LeakCheck.Diagnosis.Hints;

/// <summary>Causes that lie in the call in which a thread blocks, its own or one that runs a task.</summary>
internal static class BlockedHints
{
    private static readonly string[] s_tasks = ["Task.", "ValueTask.", WaitReasons.BlockingEnumerable];
    private static readonly string[] s_signals = ["WaitHandle.", "ManualResetEventSlim.", "SemaphoreSlim.", "CountdownEvent.", "Barrier.", "Monitor.Wait", "ReaderWriterLock"];

    private static readonly string[] s_signalling = [".Set", ".Release", ".Pulse", ".PulseAll", ".Signal", ".Cancel", ".CancelAsync"];

    public static IReadOnlyList<HintRule> All { get; } =
    [
        new(
            "LC301",
            "A worker waits for more work",
            "The thread waits for the next item of a BlockingCollection that nobody completed.",
            (_, f) => f.BlockedIn?.StartsWith("BlockingCollection", StringComparison.Ordinal) == true,
            new("`{holder}.{dispose}` never calls `{queue}.CompleteAdding()`: call it there, then wait for the worker (`Join()`)", NeverCompletes),
            new("`{holder}.{dispose}` never calls `CompleteAdding()`: call it there, then wait for the worker (`Join()`)", NeverCompletes),
            new(Remedy.DisposeHolder),
            new("call `CompleteAdding()` on the collection, then wait for the worker (`Join()`)")),
        new(
            "LC305",
            "A thread waits for a socket",
            "The thread blocks in a call that waits for a peer; only closing the socket, or a timeout, ends it.",
            (_, f) => f.BlockedIn?.StartsWith("Socket", StringComparison.Ordinal) == true,
            new("close the socket or listener that `{method}` waits for, then join the thread; or use the async call with a token"),
            new("close the socket or listener, then join the thread; or use the async call with a token")),
        new(
            "LC304",
            "A thread waits for a lock",
            "The thread waits to enter a lock that another thread does not leave; two that wait for each other's lock never end.",
            (_, f) => f.BlockedIn?.StartsWith("lock", StringComparison.Ordinal) == true && f.BlockedIn != WaitReasons.WithoutFrame,
            new("take `{lock}` and the lock that is held while waiting for it in one order everywhere, or hold none while taking another", f => f.Lock is { IsCircular: true }),
            new("let the holder leave `{lock}` before it waits for anything: hold no lock while waiting, and take locks in one order everywhere"),
            new("take locks in one order everywhere, hold none while waiting, and look for the thread that holds the lock `{method}` wants"),
            new("take locks in one order everywhere and hold none while waiting")),
        new(
            "LC302",
            "A foreground thread",
            "The thread still runs and is a foreground thread: it keeps the process alive after the last test.",
            (s, f) => s is { Kind: SurvivorKind.Thread, IsForeground: true },
            new("tell thread \"{thread}\" to stop and `Join()` it before the test ends; set `IsBackground = true` so that it cannot keep the process alive"),
            new("tell the thread to stop and `Join()` it before the test ends; set `IsBackground = true` so that it cannot keep the process alive")),
        new(
            "LC113",
            "Code that blocks for a task",
            "A pool thread blocks until a task ends (sync over async), and that task does not end; meanwhile the thread is lost to everybody else.",
            (_, f) => IsOneOf(s_tasks, f.BlockedIn),
            new("use `await foreach` in `{method}` instead of `ToBlockingEnumerable()`, and give the sequence a token", f => f.BlockedIn == WaitReasons.BlockingEnumerable),
            new("await the task in `{method}` instead of blocking for it, and give the wait a token or a timeout"),
            new("await the task instead of blocking for it, and give the wait a token or a timeout")),
        new(
            "LC306",
            "Code that sleeps",
            "The code sleeps on its thread (Thread.Sleep), which nothing can interrupt.",
            (_, f) => f.BlockedIn == "Thread.Sleep",
            new("the library that `{method}` calls sleeps on its thread: give that call a timeout, or end what it waits for, and wait for the thread", f => f.BlocksInLibrary),
            new("dispose the `{holder}` before the test ends; let `{dispose}` wait for the thread, and `{method}` wait for a token instead of sleeping: `token.WaitHandle.WaitOne(interval)`", IsItsHoldersThread),
            new("in `{method}` wait for a token instead: `token.WaitHandle.WaitOne(interval)`, or `await Task.Delay(interval, token)` in async code"),
            new("wait for a token instead: `token.WaitHandle.WaitOne(interval)`, or `await Task.Delay(interval, token)` in async code")),
        new(
            "LC310",
            "A thread waits for a signal",
            "The thread waits for an event, semaphore or monitor that nobody signals.",
            (_, f) => IsOneOf(s_signals, f.BlockedIn),
            new("leave the lock that `{method}` wants in a `finally` block on every way out (`ExitReadLock`, `ExitWriteLock`)", f => f.BlockedIn!.StartsWith("ReaderWriterLock", StringComparison.Ordinal)),
            new(Remedy.DisposeHolder, f => IsItsHoldersThread(f) && f.Holder!.DisposeCalls.Any(IsSignal)),
            new("signal what `{method}` waits for in `{holder}.{dispose}`, then wait for the thread there; or wait with a token or a timeout", IsItsHoldersThread),
            new("signal what `{method}` waits for before the test ends, then wait for the thread; or wait with a token or a timeout"),
            new("signal it before the test ends, then wait for the thread; or wait with a token or a timeout")),
    ];

    /// <summary>True where the thread runs a method of an object that can be disposed, and nothing says that it was.</summary>
    private static bool IsItsHoldersThread(HintFacts facts) => facts is { BlocksInLibrary: false, IsPoolThread: false, Holder: { CanBeDisposed: true, IsDisposed: not true } };

    private static bool NeverCompletes(HintFacts facts) => facts.Holder is { } holder && !holder.DisposeCalls.Contains("BlockingCollection`1.CompleteAdding");

    private static bool IsSignal(string call) => Array.Exists(s_signalling, end => call.EndsWith(end, StringComparison.Ordinal));

    private static bool IsOneOf(string[] starts, string? call) => call is not null && Array.Exists(starts, s => call.StartsWith(s, StringComparison.Ordinal));
}
