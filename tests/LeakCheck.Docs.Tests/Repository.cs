namespace LeakCheck.Docs.Tests;

/// <summary>Files of the working copy that these tests run in.</summary>
internal static class Repository
{
    public static string Root => RepositoryRoot.Path;

    /// <summary>Pages a reader meets, relative to the root. Pages of single rules have code that is tested where the rules are.</summary>
    public static IReadOnlyList<string> Pages { get; } =
    [
        .. new[] { "README.md", "CONTRIBUTING.md" }
            .Concat(Under("docs", SearchOption.TopDirectoryOnly))
            .Concat(Under("samples", SearchOption.AllDirectories))
            .Order(StringComparer.Ordinal),
    ];

    public static string FullPath(string relative) => Path.Combine(Root, relative);

    public static string[] Lines(string relative) => File.ReadAllLines(FullPath(relative));

    private static IEnumerable<string> Under(string folder, SearchOption depth) =>
        Directory.EnumerateFiles(FullPath(folder), "*.md", depth).Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'));
}
