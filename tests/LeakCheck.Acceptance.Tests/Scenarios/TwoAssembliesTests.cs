using System.Text.RegularExpressions;
using System.Xml.Linq;
using LeakCheck.Acceptance.Tests.Infra;

namespace LeakCheck.Acceptance.Tests.Scenarios;

/// <summary>Two test assemblies in one run, of different frameworks: each has its own final sweep.</summary>
public sealed partial class TwoAssembliesTests(AcceptanceFixture fixture) : Scenario(fixture)
{
    [Theory]
    [InlineData("xunit-4.0.2", "nunit-5.0.0", Explicit = true)]
    [InlineData("nunit-5.0.0", "mstest-4.5.3")]
    public async Task Under_VSTest_each_is_swept_once(string first, string second)
    {
        (string folder, string[] assemblies) = await BuiltAsync(first, second);
        string trx = Path.Combine(folder, "result.trx");

        ProcessResult run = await DotNet.RunAsync(
            folder, ["vstest", .. assemblies, "--TestCaseFilter:FullyQualifiedName~Suite.Places.OptedOut", "--logger:trx;LogFileName=" + trx], Variables(folder));

        run.ExitCode.Should().NotBe(0, run.Output);
        XDocument.Load(trx).Descendants().Count(e => e.Name.LocalName == "UnitTestResult" && e.Attribute("testName")?.Value == ExpectationTable.FinalSweep).Should().Be(2, run.Output);
    }

    [Fact]
    public async Task Under_Microsoft_Testing_Platform_each_is_swept_once()
    {
        (string folder, string[] assemblies) = await BuiltAsync("nunit-5.0.0", "mstest-4.5.3");
        await File.WriteAllTextAsync(Path.Combine(folder, "global.json"), SuiteRun.GlobalJson, TestContext.Current.CancellationToken);

        // Patterns of modules are relative to the root.
        string root = Fixture.Workspace.Root;

        ProcessResult run = await DotNet.RunAsync(
            folder, ["test", "--root-directory", root, "--test-modules", string.Join(';', assemblies.Select(a => Path.GetRelativePath(root, a))), "--filter", "FullyQualifiedName~Suite.Places.OptedOut", "--no-ansi"], Variables(folder));

        run.ExitCode.Should().NotBe(0, run.Output);
        FailedSweep().Count(run.Output).Should().Be(2, run.Output);

        // Both are named Suite; they run at the same time, so each must have a file of its own.
        Directory.GetFiles(Path.Combine(folder, "reports"), "*.leakcheck.json").Should().HaveCount(2);
    }

    private async Task<(string Folder, string[] Assemblies)> BuiltAsync(string first, string second)
    {
        string folder = Directory.CreateDirectory(Path.Combine(Fixture.Workspace.Root, "two-" + Guid.NewGuid().ToString("N"))).FullName;
        Suite[] suites = [await Fixture.SuiteAsync(Suites.Full(first, "Release")), await Fixture.SuiteAsync(Suites.Full(second, "Release"))];
        return (folder, [.. suites.Select(s => Path.Combine(s.Folder, "bin", s.Configuration, "net10.0", "Suite.dll"))]);
    }

    private static Dictionary<string, string> Variables(string folder) => new() { ["LEAKCHECK_REPORT_DIR"] = Path.Combine(folder, "reports") };

    [GeneratedRegex(@"^failed LeakCheck\.FinalSweep", RegexOptions.Multiline)]
    private static partial Regex FailedSweep();
}
