namespace LeakCheck;

/// <summary>The working copy that a test or benchmark runs in. Compiled into each project that needs it.</summary>
internal static class RepositoryRoot
{
    /// <summary>Its root folder, found upwards from the running assembly.</summary>
    /// <exception cref="InvalidOperationException">The assembly does not run below a working copy.</exception>
    public static string Path { get; } = Find();

    private static string Find()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(System.IO.Path.Combine(folder.FullName, "LeakCheck.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException($"No LeakCheck.sln above {AppContext.BaseDirectory}.");
    }
}
