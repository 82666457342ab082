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
            run.Results.Where(r => r.Value.Outcome == Outcome.Passed).Select(r => r.Key).Should().Contain(
                ["ClassFixtureClean.Test", "LazyFixtureClean.First", "LazyFixtureClean.Second", "WrappedLazyFixtureClean.Test"]);
            run.Results["LazyFixtureWithoutCleanUp.Leaks"].Message.Should().Contain("LeakCheck: 1 leak");
        }
    }

    [Theory]
    [InlineData("xunit-3.2.2", Runner.Executable, Explicit = true)]
    [InlineData("xunit-4.0.2", Runner.Executable)]
    public async Task What_a_test_came_first_to_need_of_a_fixture_is_told_by_the_final_sweep_when_the_fixture_forgets_it(string version, Runner runner)
    {
        var request = new RunRequest { Namespace = "Suite.Fixtures", Variables = new Dictionary<string, string> { ["SUITE_LAZY_FIXTURE_LEAKS"] = "1" } };

        SuiteRun run = await RunAsync(Suites.Full(version, "Release"), runner, request);

        run.Results.Where(r => r.Value.Outcome == Outcome.Passed).Select(r => r.Key).Should().Contain(["LazyFixtureClean.First", "LazyFixtureClean.Second", "WrappedLazyFixtureClean.Test"]);
        run.FinalSweepText(runner).Should().Contain("LeakCheck: 2 leaks").And.ContainAll("Poller.RunAsync", "LazyFixtureClean.", "WrappedLazyFixtureClean.Test");
    }

    [Theory]
    [InlineData("xunit-3.2.2", Runner.Executable, Explicit = true)]
    [InlineData("xunit-4.0.2", Runner.Executable, Explicit = true)]
    [InlineData("xunit-4.0.2", Runner.TestingPlatform)]
    public async Task An_assembly_fixture_answers_for_itself(string version, Runner runner)
    {
        var request = new RunRequest { Namespace = "Suite.Clean", Variables = new Dictionary<string, string> { ["SUITE_ASSEMBLY_FIXTURE_LEAKS"] = "1" } };

        SuiteRun run = await RunAsync(Suites.Full(version, "Release"), runner, request);

        run.Process.ExitCode.Should().NotBe(0);
        run.AllText.Should().Contain("Suite.Fixtures.AssemblyFixtureThatMayLeak");
    }

    [Theory]
    [InlineData("nunit-4.4.0", "Debug", Runner.VSTest, Explicit = true)]
    [InlineData("nunit-5.0.0", "Release", Runner.Executable)]
    [InlineData("nunit-5.0.0", "Release", Runner.TestingPlatform, Explicit = true)]
    [InlineData("nunit-5.0.0", "Release", Runner.VSTest, Explicit = true)]
    public async Task Fixtures_of_NUnit_answer_for_themselves_in_the_final_sweep(string version, string configuration, Runner runner)
    {
        SuiteProject project = Suites.Full(version, configuration);

        SuiteRun run = await RunAsync(project, runner, new RunRequest { Namespace = "Suite.Fixtures" });

        run.Verify(await Fixture.SuiteAsync(project), Fixtures.NUnit, project.Version);
        run.Process.ExitCode.Should().NotBe(0);
        run.FinalSweepText(runner).Should().StartWith("LeakCheck: 4 leaks").And.NotContain("Suite.Fixtures.Clean")
            .And.ContainAll("LazyAndForgotten.Test", "Suite.Fixtures.LeakyFixture", "Suite.Fixtures.LeakyConstructor", "Suite.Fixtures.Below.LeakySetUpFixture");
    }

    [Theory]
    [InlineData("mstest-3.11.1", "Debug", Runner.VSTest, Explicit = true)]
    [InlineData("mstest-4.5.3", "Release", Runner.Executable, Explicit = true)]
    [InlineData("mstest-4.5.3", "Release", Runner.TestingPlatform, Explicit = true)]
    [InlineData("mstest-4.5.3", "Release", Runner.VSTest)]
    public async Task Fixtures_of_MSTest_answer_for_themselves_where_they_open_a_scope(string version, string configuration, Runner runner)
    {
        SuiteRun run = await RunAsync(Suites.Full(version, configuration), runner, new RunRequest { Namespace = "Suite.Fixtures" });

        run.Process.ExitCode.Should().NotBe(0);
        run.FinalSweepText(runner).Should().StartWith("LeakCheck: 2 leaks").And.NotContain("Clean")
            .And.ContainAll("Suite.Fixtures.NamedFixture", "without owner", "LeakyFixture.SetUp");
        run.AllText.Should().Contain("forgotten by a fixture").And.Contain("Suite.Fixtures.CheckedFixture");
        run.Results.Where(r => r.Value.Outcome == Outcome.Passed).Select(r => r.Key).Should().Contain(
            ["CleanFixture.Test", "LeakyFixture.Test", "NamedFixture.Test", "CheckedCleanFixture.Test"]);
        run.Results["NamedFixture.Leaks"].Message.Should().Contain("LeakCheck: 1 leak");
    }
}
