namespace LeakCheck.Acceptance.Tests.Infra;

/// <summary>The projects of the scenarios, by names that make readable rows of data-driven tests.</summary>
internal static class Suites
{
    // What every run of the tests does: each framework with each runner, both of xUnit, both configurations, and an old version of those that changed most.
    private static readonly (string Version, string Configuration, Runner[] Runners)[] s_usual =
    [
        ("xunit-3.2.2", "Release", [Runner.TestingPlatform]),
        ("xunit-4.0.2", "Release", [Runner.Executable, Runner.TestingPlatform, Runner.VSTest]),
        ("xunit-4.0.2", "Debug", [Runner.VSTest]),
        ("nunit-5.0.0", "Release", [Runner.Executable, Runner.TestingPlatform, Runner.VSTest]),
        ("nunit-4.4.0", "Debug", [Runner.Executable]),
        ("mstest-4.5.3", "Release", [Runner.Executable, Runner.TestingPlatform, Runner.VSTest]),
        ("mstest-3.11.1", "Debug", [Runner.TestingPlatform]),
    ];

    /// <summary>Every version and runner in Debug, and in Release those versions whose compiled code differs most from what a user last saw: the newest, and both of xUnit.</summary>
    public static IEnumerable<TheoryDataRow<string, string, Runner>> EveryWay { get; } =
        [.. Ways(Newest, "Release", Usual("Release")), .. Ways(FrameworkVersion.All, "Debug", Usual("Debug"))];

    public static IEnumerable<TheoryDataRow<string, string, Runner>> EveryReleaseWay { get; } =
        [.. Ways(Newest, "Release", ("xunit-3.2.2", Runner.Executable), ("xunit-4.0.2", Runner.VSTest), ("nunit-5.0.0", Runner.TestingPlatform), ("mstest-4.5.3", Runner.Executable))];

    public static IEnumerable<TheoryDataRow<string, string, Runner>> EveryXunitWay { get; } =
        [.. Ways(Newest.Where(v => v.Framework == Frameworks.Xunit), "Release", ("xunit-3.2.2", Runner.VSTest), ("xunit-4.0.2", Runner.Executable))];

    private static IEnumerable<FrameworkVersion> Newest => [FrameworkVersion.Xunit3, FrameworkVersion.Xunit4, FrameworkVersion.NUnit5, FrameworkVersion.MSTest4];

    public static SuiteProject Full(string version, string configuration) => Full(FrameworkVersion.Named(version), configuration);

    public static SuiteProject Full(FrameworkVersion version, string configuration) => new(version.Framework.ToString(), version, configuration);

    private static (string Version, Runner Runner)[] Usual(string configuration) =>
        [.. s_usual.Where(u => u.Configuration == configuration).SelectMany(u => u.Runners.Select(r => (u.Version, r)))];

    /// <summary>Rows of versions and their runners; those that are not usual run on demand.</summary>
    private static IEnumerable<TheoryDataRow<string, string, Runner>> Ways(IEnumerable<FrameworkVersion> versions, string configuration, params (string Version, Runner Runner)[] usual) =>
        from version in versions
        from runner in version.Runners
        select new TheoryDataRow<string, string, Runner>(version.Name, configuration, runner) { Explicit = !usual.Contains((version.Name, runner)) };
}
