using LeakCheck.Acceptance.Tests.Infra;

namespace LeakCheck.Acceptance.Tests.Scenarios;

/// <summary>A coverage collector rewrites the code under test or watches the process: verdicts and lines stay what they are.</summary>
public sealed class CoverageTests(AcceptanceFixture fixture) : Scenario(fixture)
{
    [Theory]
    [InlineData(Runner.VSTest, "--collect:XPlat Code Coverage", "coverage.cobertura.xml", Explicit = true)]
    [InlineData(Runner.TestingPlatform, "--coverage", ".coverage", Explicit = true)]
    public async Task Verdicts_and_lines_are_the_same(Runner runner, string argument, string file)
    {
        SuiteProject project = Suites.Full(FrameworkVersion.Xunit4Covered, "Debug");

        SuiteRun run = await RunAsync(project, runner, new RunRequest { Namespace = "Suite.Places", Arguments = [argument] });

        run.Verify(await Fixture.SuiteAsync(project), Places.Leaky, project.Version);
        run.AllText.Should().Contain(file, "or nothing was collected");
    }
}
