namespace LeakCheck.Acceptance.Tests.Infra;

/// <summary>The projects of the scenarios, by names that make readable rows of data-driven tests.</summary>
internal static class Suites
{
    /// <summary>Every version and runner in Debug, and in Release those versions whose compiled code differs most from what a user last saw: the newest, and both of xUnit.</summary>
    public static TheoryData<string, string, Runner> EveryWay { get; } = Ways(FrameworkVersion.All, "Debug", Ways(Newest, "Release"));

    public static TheoryData<string, string, Runner> EveryReleaseWay { get; } = Ways(Newest, "Release");

    public static TheoryData<string, string, Runner> EveryXunitWay { get; } = Ways(Newest.Where(v => v.Framework == Frameworks.Xunit), "Release");

    private static IEnumerable<FrameworkVersion> Newest => [FrameworkVersion.Xunit3, FrameworkVersion.Xunit4, FrameworkVersion.NUnit5, FrameworkVersion.MSTest4];

    public static SuiteProject Full(string version, string configuration) => Full(FrameworkVersion.Named(version), configuration);

    public static SuiteProject Full(FrameworkVersion version, string configuration) => new(version.Framework.ToString(), version, configuration);

    private static TheoryData<string, string, Runner> Ways(IEnumerable<FrameworkVersion> versions, string configuration, TheoryData<string, string, Runner>? more = null)
    {
        TheoryData<string, string, Runner> ways = [.. more ?? []];
        foreach (FrameworkVersion version in versions)
        {
            foreach (Runner runner in version.Runners)
            {
                ways.Add(version.Name, configuration, runner);
            }
        }

        return ways;
    }
}
