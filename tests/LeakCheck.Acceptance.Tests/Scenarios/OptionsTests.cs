using LeakCheck.Acceptance.Tests.Infra;

namespace LeakCheck.Acceptance.Tests.Scenarios;

/// <summary>The options of the Testing-Platform extension, with version 1 and version 2 of the platform.</summary>
public sealed class OptionsTests(AcceptanceFixture fixture) : Scenario(fixture)
{
    private static readonly RunRequest s_leaky = new() { Namespace = "Suite.Places" };

    [Theory]
    [InlineData("xunit-3.2.2")]
    [InlineData("xunit-4.0.2")]
    public async Task An_option_is_as_good_as_its_variable(string version)
    {
        SuiteRun run = await RunAsync(Suites.Full(version, "Release"), Runner.TestingPlatform, s_leaky with { Arguments = ["--leakcheck-mode", "off"] });

        // Off: only what fails by itself does.
        run.Results.Where(r => r.Value.Outcome == Outcome.Failed).Select(r => r.Key).Should().BeEquivalentTo("Outcomes.Fails_and_leaks", "Outcomes.Times_out");
        run.AllText.Should().NotContain("LeakCheck: 1 leak");
    }

    [Fact]
    public async Task A_value_that_is_not_allowed_is_named()
    {
        SuiteRun run = await RunAsync(Suites.Full("xunit-4.0.2", "Release"), Runner.TestingPlatform, s_leaky with { Arguments = ["--leakcheck-mode", "loud"] });

        run.Process.ExitCode.Should().NotBe(0);
        run.AllText.Should().ContainAll("LEAKCHECK_MODE", "loud", "warn");
    }

    [Theory]
    [InlineData("xunit-3.2.2")]
    [InlineData("xunit-4.0.2")]
    [InlineData("nunit-5.0.0")]
    [InlineData("mstest-4.5.3")]
    public async Task Help_lists_them(string version)
    {
        // The runner shows its help and runs no test, so there are no results to read.
        Suite suite = await Fixture.SuiteAsync(Suites.Full(version, "Release"));
        string folder = Directory.CreateDirectory(Path.Combine(suite.Folder, "help")).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "global.json"), SuiteRun.GlobalJson, TestContext.Current.CancellationToken);

        ProcessResult help = await DotNet.RunAsync(folder, ["test", "--no-build", "--project", suite.Project, "-c", suite.Configuration, "--help"]);

        help.Output.Should().ContainAll("--leakcheck-report-dir", "--leakcheck-mode");
    }
}
