using LeakCheck.Acceptance.Tests.Infra;

namespace LeakCheck.Acceptance.Tests.Scenarios;

/// <summary>A foreground thread that a test leaves behind keeps the process alive.</summary>
public sealed class ForegroundThreadTests(AcceptanceFixture fixture) : Scenario(fixture)
{
    [Theory]
    [InlineData("xunit-3.2.2", Runner.VSTest, Explicit = true)]
    [InlineData("xunit-3.2.2", Runner.TestingPlatform, Explicit = true)]
    [InlineData("xunit-4.0.2", Runner.Executable)]
    [InlineData("xunit-4.0.2", Runner.TestingPlatform, Explicit = true)]
    [InlineData("xunit-4.0.2", Runner.VSTest)]
    [InlineData("nunit-5.0.0", Runner.Executable, Explicit = true)]
    [InlineData("nunit-5.0.0", Runner.TestingPlatform)]
    [InlineData("mstest-4.5.3", Runner.Executable)]
    [InlineData("mstest-4.5.3", Runner.TestingPlatform, Explicit = true)]
    public async Task Is_named_with_its_test_and_the_run_ends_with_a_failing_code(string version, Runner runner)
    {
        string[] arguments = runner switch
        {
            _ when FrameworkVersion.Named(version).Framework != Frameworks.Xunit => [],
            Runner.Executable => ["-explicit", "only"],
            Runner.TestingPlatform => ["--explicit", "only"],
            _ => ["--", "xUnit.Explicit=only"],
        };

        SuiteRun run = await RunAsync(Suites.Full(version, "Release"), runner, new RunRequest { Namespace = "Suite.Foreground", Arguments = arguments });

        run.Process.ExitCode.Should().NotBe(0);
        run.Results["ForegroundThread.Keeps_the_process_alive"].Message.Should().Contain("foreground worker");
        string[] lines = run.Process.Output.Split(Environment.NewLine);
        lines.Should().ContainMatch("*LeakCheck: Thread \"foreground worker\" (foreground) keeps the process alive: started by Suite.Foreground.ForegroundThread.Keeps_the_process_alive, *Work.cs:*");
    }
}
