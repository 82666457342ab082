namespace LeakCheck.Settings;

/// <summary>
/// The folder in which somebody started the run. Runners move to the folder of the tests before any of our code is there (VSTest starts its host in it, xUnit's own runner changes to it); then the
/// shell's variable <c>PWD</c> still tells. Windows' shells have none.
/// </summary>
internal static class StartFolder
{
    /// <param name="current">The current folder.</param>
    /// <param name="tests">The folder of the test assembly; null when it is not known.</param>
    /// <param name="shells">What the shell says; null when it says nothing.</param>
    public static string Of(string current, string? tests, string? shells) =>
        tests is not null && Path.GetRelativePath(tests, current) == "." && Path.IsPathFullyQualified(shells ?? "") && Directory.Exists(shells) ? shells : current;
}
