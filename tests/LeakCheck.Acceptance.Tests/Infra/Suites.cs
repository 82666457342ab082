namespace LeakCheck.Acceptance.Tests.Infra;

/// <summary>The projects of the scenarios, by names that make readable rows of data-driven tests.</summary>
internal static class Suites
{
    public static TheoryData<string, string, Runner> EveryWay { get; } = Ways("Debug", "Release");

    public static TheoryData<string, string, Runner> EveryReleaseWay { get; } = Ways("Release");

    public static SuiteProject Full(string version, string configuration) => new("Xunit", FrameworkVersion.Named(version), configuration);

    private static TheoryData<string, string, Runner> Ways(params string[] configurations)
    {
        TheoryData<string, string, Runner> ways = [];
        foreach (string version in (string[])[FrameworkVersion.Xunit3.Name, FrameworkVersion.Xunit4.Name])
        {
            foreach (string configuration in configurations)
            {
                foreach (Runner runner in Enum.GetValues<Runner>())
                {
                    ways.Add(version, configuration, runner);
                }
            }
        }

        return ways;
    }
}
