using LeakCheck.Acceptance.Tests.Infra;

namespace LeakCheck.Acceptance.Tests.Scenarios;

/// <summary>Fixtures wrapped in <c>LeakChecked</c>: their work never counts for a test, and is theirs when it outlives their disposal.</summary>
public sealed class FixtureTests(AcceptanceFixture fixture) : Scenario(fixture)
{
    [Theory]
    [MemberData(nameof(Suites.EveryXunitWay), MemberType = typeof(Suites))]
    public async Task Class_and_collection_fixtures_answer_for_themselves(string version, string configuration, Runner runner)
    {
        SuiteRun run = await RunAsync(Suites.Full(version, configuration), runner, new RunRequest { Namespace = "Suite.Fixtures" });

        run.Process.ExitCode.Should().NotBe(0);
        string text = run.AllText;
        text.Should().ContainAll("Suite.Fixtures.LeakyClassFixture", "Suite.Fixtures.LeakyCollectionFixture");
        text.Should().NotContain("Suite.Fixtures.CleanFixture'").And.NotContain(ExpectationTable.FinalSweep);
        if (runner != Runner.TestingPlatform)
        {
            // Microsoft's TRX writer refuses two results of one test, which is how xUnit 4 shows the failed clean-up of any fixture there.
            run.Results["ClassFixtureClean.Test"].Outcome.Should().Be(Outcome.Passed);
        }
    }

    [Theory]
    [InlineData("xunit-3.2.2", Runner.Executable)]
    [InlineData("xunit-4.0.2", Runner.Executable)]
    [InlineData("xunit-4.0.2", Runner.TestingPlatform)]
    public async Task An_assembly_fixture_answers_for_itself(string version, Runner runner)
    {
        var request = new RunRequest { Namespace = "Suite.Clean", Variables = new Dictionary<string, string> { ["SUITE_ASSEMBLY_FIXTURE_LEAKS"] = "1" } };

        SuiteRun run = await RunAsync(Suites.Full(version, "Release"), runner, request);

        run.Process.ExitCode.Should().NotBe(0);
        run.AllText.Should().Contain("Suite.Fixtures.AssemblyFixtureThatMayLeak");
    }
}
