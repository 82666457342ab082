namespace LeakCheck.Acceptance.Tests.Infra;

/// <summary>
/// The packages of the repository, packed once per test run into a folder feed. Their version is new each time, so that no cache can serve older ones.
/// </summary>
internal sealed class Packages(Workspace workspace)
{
    private static readonly string[] s_projects = ["LeakCheck.Core", "LeakCheck.Xunit", "LeakCheck.NUnit", "LeakCheck.MSTest"];

    private readonly Lazy<Task<string>> _feed = new(() => PackAsync(workspace));

    public static string Version { get; } = $"0.0.0-acceptance.{DateTime.UtcNow:yyyyMMddHHmmss}.{Environment.ProcessId}";

    /// <summary>The folder with the packed packages.</summary>
    public Task<string> FeedAsync() => _feed.Value;

    /// <summary>Removes what restoring the packages has put into NuGet's own folder.</summary>
    public static void RemoveFromCache()
    {
        string cache = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        foreach (string folder in s_projects.Select(p => Path.Combine(cache, p.ToLowerInvariant(), Version)).Where(Directory.Exists))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<string> PackAsync(Workspace workspace)
    {
        string feed = workspace.Folder("feed");
        foreach (string project in s_projects)
        {
            // Built apart from the repository's own output: another version must not make that one out of date.
            await DotNet.BuildAsync(
                RepositoryRoot.Path,
                "pack", $"src/{project}", "-c", "Release", "-o", feed, "--artifacts-path", workspace.Folder("artifacts"), $"-p:Version={Version}");
        }

        // Above the folders of all projects that are built against it.
        await File.WriteAllTextAsync(Path.Combine(workspace.Root, "NuGet.config"), $"""
            <configuration>
              <packageSources>
                <add key="leakcheck-acceptance" value="{feed}" />
              </packageSources>
            </configuration>
            """);
        return feed;
    }
}
