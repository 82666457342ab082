namespace LeakCheck.Patterns.Families;

/// <summary>A file watcher that nobody disposes: on Linux a thread of its own.</summary>
internal static class FileWatching
{
    public static IEnumerable<Pattern> All =>
    [
        Work.Disposable("file/watcher", _ => Watch(), watcher => watcher.EnableRaisingEvents) with { Kinds = [SurvivorKind.Thread, SurvivorKind.Task], NeedsLinux = true },
    ];

    private static FileSystemWatcher Watch()
    {
        var watcher = new FileSystemWatcher(AppContext.BaseDirectory, "*.leakcheck-pattern") { IncludeSubdirectories = false };
        watcher.Changed += static (_, _) => { };
        watcher.EnableRaisingEvents = true;
        return watcher;
    }
}
