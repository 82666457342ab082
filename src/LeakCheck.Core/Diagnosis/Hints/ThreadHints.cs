namespace LeakCheck.Diagnosis.Hints;

/// <summary>Causes for threads, when the call in which they stand does not tell.</summary>
internal static class ThreadHints
{
    public static IReadOnlyList<HintRule> All { get; } =
    [
        new(
            "LC307",
            "A registered wait was not unregistered",
            "The pool watches a wait handle until the registration is taken back.",
            (_, f) => f.IsRegisteredWait,
            new(Remedy.DisposeHolder, f => f.Holder is { CanBeDisposed: true } h && h.DisposeCalls.Contains("RegisteredWaitHandle.Unregister")),
            new("keep what RegisterWaitForSingleObject returned, and call `Unregister(null)` on it in `{holder}.{dispose}`"),
            new("keep what RegisterWaitForSingleObject returned and call `Unregister(null)` on it before the test ends")),
        new(
            "LC309",
            "Queued work that does not return",
            "A work item of the thread pool still runs: it has no task that anybody could await.",
            (s, f) => s.Kind == SurvivorKind.Thread && f.IsPoolThread,
            new("run `{body}` with Task.Run, give it a token, then cancel and await it before the test ends"),
            new("run it with Task.Run, give it a token, then cancel and await it before the test ends")),
        new(
            "LC303",
            "A background thread was not joined",
            "The thread still runs after the test that started it, because nobody told it to stop and waited for it.",
            (s, _) => s.Kind == SurvivorKind.Thread,
            new("dispose the FileSystemWatcher that {user} starts ({place})", f => f.Uses("System.IO.FileSystem.Watcher")),
            new("dispose the FileSystemWatcher whose thread it is, or what holds it: a host, a configuration with `reloadOnChange`, a file provider", f => f.Uses("System.IO.FileSystem.Watcher")),
            new("`{holder}.{dispose}` never joins its thread: tell the thread to stop there, then `Join()` it", f => f.Holder is { } h && !h.DisposeCalls.Contains("Thread.Join")),
            new(Remedy.DisposeHolder),
            new("tell the thread that runs `{body}` to stop, and `Join()` it before the test ends"),
            new("tell the thread to stop, and `Join()` it before the test ends")),
    ];
}
