using LeakCheck.Acceptance.Tests.Infra;

namespace LeakCheck.Acceptance.Tests.Scenarios;

/// <summary>The place matrix in every way in which xUnit runs tests at the same time.</summary>
public sealed class ParallelTests(AcceptanceFixture fixture) : Scenario(fixture)
{
    [Theory]
    [InlineData("xunit-3.2.2", "-parallel none", Explicit = true)]
    [InlineData("xunit-3.2.2", "-parallel collections -maxThreads unlimited")]
    [InlineData("xunit-3.2.2", "-parallel collections -parallelAlgorithm aggressive -maxThreads 2", Explicit = true)]
    [InlineData("xunit-4.0.2", "-parallel none", Explicit = true)]
    [InlineData("xunit-4.0.2", "-parallel all -maxThreads 8", Explicit = true)]
    [InlineData("xunit-4.0.2", "-parallel all -parallelAlgorithm aggressive -maxThreads 2")]
    public async Task Leaks_are_charged_to_their_own_tests(string version, string arguments)
    {
        SuiteProject project = Suites.Full(version, "Release");

        SuiteRun run = await RunAsync(project, Runner.Executable, new RunRequest { Namespace = "Suite.Places", Arguments = arguments.Split(' ') });

        run.Verify(await Fixture.SuiteAsync(project), Places.Leaky, project.Version);
    }

    /// <summary>NUnit starts its workers when it needs them first, which may be in the middle of a fixture.</summary>
    [Theory]
    [InlineData("nunit-5.0.0")]
    [InlineData("nunit-4.4.0", Explicit = true)]
    public async Task A_clean_test_that_runs_alone_passes(string version)
    {
        SuiteProject project = Suites.Full(version, "Release");

        for (int i = 0; i < 3; i++)
        {
            SuiteRun run = await RunAsync(project, Runner.Executable, new RunRequest { Arguments = ["--filter", "FullyQualifiedName=Suite.Clean.TestClean.Ends_a_little_later"] });

            run.Results.Should().ContainSingle(run.Process.Output).Which.Value.Outcome.Should().Be(Outcome.Passed, run.Process.Output);
            run.Process.ExitCode.Should().Be(0, run.Process.Output);
        }
    }
}
