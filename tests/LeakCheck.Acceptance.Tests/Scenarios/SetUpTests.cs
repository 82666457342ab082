using LeakCheck.Acceptance.Tests.Infra;

namespace LeakCheck.Acceptance.Tests.Scenarios;

/// <summary>A project that references the package and uses nothing of it, or uses it without its hook.</summary>
public sealed class SetUpTests(AcceptanceFixture fixture) : Scenario(fixture)
{
    [Theory]
    [InlineData(Runner.Executable)]
    [InlineData(Runner.TestingPlatform)]
    [InlineData(Runner.VSTest)]
    public async Task A_package_without_any_attribute_does_nothing(Runner runner)
    {
        SuiteRun run = await RunAsync(new SuiteProject("XunitBare", FrameworkVersion.Xunit4, "Release"), runner);

        run.Process.ExitCode.Should().Be(0, run.Process.Output);
        run.Results.Should().ContainSingle().Which.Value.Outcome.Should().Be(Outcome.Passed);
        run.AllText.Should().NotContain("LeakCheck:");
        Directory.Exists(run.Reports).Should().BeFalse();
    }

    [Theory]
    [InlineData("xunit-3.2.2")]
    [InlineData("xunit-4.0.2")]
    public async Task An_attribute_whose_hook_never_ran_fails_its_test(string version)
    {
        var project = new SuiteProject("XunitGuard", FrameworkVersion.Named(version), "Release", "<LeakCheckEnabled>false</LeakCheckEnabled>");

        SuiteRun run = await RunAsync(project, Runner.Executable);

        run.Process.ExitCode.Should().NotBe(0);
        run.Results["Guard.Unchecked"].Message.Should().ContainAll("LeakCheck: [VerifyNoLeaks]", "hook did not run", "LeakCheck.Xunit");
        run.Results["Guard.Unmarked"].Outcome.Should().Be(Outcome.Passed);
    }
}
