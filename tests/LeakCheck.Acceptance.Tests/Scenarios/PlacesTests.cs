using System.Text.Json;
using LeakCheck.Acceptance.Tests.Infra;

namespace LeakCheck.Acceptance.Tests.Scenarios;

/// <summary>The place matrix in every framework version, configuration and runner.</summary>
public sealed class PlacesTests(AcceptanceFixture fixture) : Scenario(fixture)
{
    [Theory]
    [MemberData(nameof(Suites.EveryWay), MemberType = typeof(Suites))]
    public async Task Every_leak_fails_its_own_test_and_the_rest_is_swept_once(string version, string configuration, Runner runner)
    {
        SuiteProject project = Suites.Full(version, configuration);

        SuiteRun run = await RunAsync(project, runner, new RunRequest { Namespace = "Suite.Places" });

        run.Verify(await Fixture.SuiteAsync(project), Places.Leaky, project.Version);
        run.Process.ExitCode.Should().NotBe(0);

        // What an opted-out test and a skipped one have left.
        run.FinalSweepText(runner).Should().ContainAll(project.Version switch
        {
            { DisposesOutsideTheTest: true } => ["LeakCheck: 3 leaks", "OptedOut.Test", "DisposeLeaks.Dispose", "Poller.RunAsync"],
            { Framework: Frameworks.MSTest } => ["LeakCheck: 1 leak", "OptedOut.Test"],
            _ => ["LeakCheck: 2 leaks", "OptedOut.Test", "Outcomes.Dynamic_skip"],
        });

        // The attempts of a test that is retried are scopes of one name.
        ReportedScopes(run).Where(s => !s.StartsWith("Suite.Places.Attempts.", StringComparison.Ordinal)).Should()
            .Contain(["Suite.Places.ConstructorLeaks.Test", RowTwo(project.Version.Framework)]).And.OnlyHaveUniqueItems();
    }

    [Theory]
    [MemberData(nameof(Suites.EveryReleaseWay), MemberType = typeof(Suites))]
    public async Task Clean_twins_pass_and_the_run_says_what_was_checked(string version, string configuration, Runner runner)
    {
        SuiteProject project = Suites.Full(version, configuration);

        SuiteRun run = await RunAsync(project, runner, new RunRequest { Namespace = "Suite.Clean" });

        run.Verify(await Fixture.SuiteAsync(project), Places.Clean, project.Version);
        run.Process.ExitCode.Should().Be(0, run.Process.Output);
        run.Results.Should().NotContainKey(ExpectationTable.FinalSweep);
        if (runner != Runner.TestingPlatform)
        {
            // A passing run of `dotnet test` under Microsoft.Testing.Platform shows no line of anybody's.
            run.Process.Output.Should().MatchRegex(@"LeakCheck: 1\d scopes checked .*: 0 leaks");
        }
    }

    private static string RowTwo(Frameworks framework) => "Suite.Places.TestLeaks.Row" + framework switch
    {
        Frameworks.Xunit => "(number: 2)",
        Frameworks.NUnit => "(2)",
        _ => " (2)",
    };

    private static List<string> ReportedScopes(SuiteRun run)
    {
        using JsonDocument report = JsonDocument.Parse(File.ReadAllText(Directory.EnumerateFiles(run.Reports, "*.leakcheck.json").Single()));
        return [.. report.RootElement.GetProperty("scopes").EnumerateArray().Select(s => s.GetProperty("name").GetString()!)];
    }
}
