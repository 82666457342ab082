namespace LeakCheck.Acceptance.Tests.Infra;

/// <summary>The repository from which the packages are built.</summary>
internal static class Repository
{
    /// <summary>Its root folder, found upwards from the test assembly.</summary>
    public static string Root { get; } = Find();

    private static string Find()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "LeakCheck.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("LeakCheck.sln was not found above " + AppContext.BaseDirectory);
    }
}
