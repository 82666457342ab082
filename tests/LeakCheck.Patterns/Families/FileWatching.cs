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
        string file = $"{Guid.NewGuid():N}.leakcheck-pattern";
        string path = Path.Combine(AppContext.BaseDirectory, file);
        var watcher = new FileSystemWatcher(AppContext.BaseDirectory, file) { IncludeSubdirectories = false };
        var seen = new ManualResetEventSlim();
        watcher.Created += (_, _) => seen.Set();
        watcher.EnableRaisingEvents = true;

        // Its thread is under way once it has told of something; a thread that has not begun to run is nobody's yet.
        File.WriteAllText(path, "");
        bool told = seen.Wait(TimeSpan.FromSeconds(30));
        File.Delete(path);
        return told ? watcher : throw new TimeoutException("The watcher did not tell of a new file.");
    }
}
