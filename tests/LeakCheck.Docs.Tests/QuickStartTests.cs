using System.Text.RegularExpressions;

namespace LeakCheck.Docs.Tests;

/// <summary>The table in the sample's README is what the run is held to.</summary>
public partial class QuickStartTests(QuickStartRun run) : IClassFixture<QuickStartRun>
{
    private const string Sweep = "LeakCheck.FinalSweep";

    private static readonly (string Test, string Place)[] Table =
    [
        .. Repository.Lines("samples/QuickStart/README.md")
            .Select(line => Row().Match(line))
            .Where(row => row.Success)
            .Select(row => (row.Groups["test"].Value, row.Groups["place"].Value)),
    ];

    public static TheoryData<string, string> Leaks => [.. Table.Where(row => row.Test != Sweep)];

    [Fact]
    public void Exactly_the_listed_tests_fail() =>
        run.Tests.Where(test => test.Value is not null).Select(test => test.Key)
            .Should().BeEquivalentTo(Table.Select(row => row.Test).Except([Sweep]), "the run printed {0}", run.Output);

    [Fact]
    public void Others_run_and_pass() => run.Tests.Should().HaveCountGreaterThan(Table.Length);

    [Theory]
    [MemberData(nameof(Leaks))]
    public void The_report_begins_with_LeakCheck_and_names_the_stuck_line(string test, string place) =>
        run.Tests[test].Should().StartWith("LeakCheck: ").And.MatchRegex(Regex.Escape(place) + @"\b");

    [Fact]
    public void What_no_test_owns_is_one_failed_entry_of_the_sweep() =>
        run.Errors.Should().ContainSingle().Which.Should().Contain(Sweep).And.MatchRegex(Regex.Escape(Table.Single(row => row.Test == Sweep).Place) + @"\b");

    [Fact]
    public void The_run_fails() => run.ExitCode.Should().NotBe(0);

    [Fact]
    public void The_closing_line_counts_every_test() => run.Output.Should().Contain($"LeakCheck: {run.Tests.Count} scopes checked (tasks, timers, threads): ");

    [Fact]
    public void The_README_opens_with_what_the_run_prints()
    {
        CodeBlock report = CodeBlock.In("README.md").First();

        report.Marker.Should().Be("output: dotnet run --project samples/QuickStart");
        WithoutTimes(run.Output).Should().Contain(WithoutTimes(string.Join('\n', report.Text)));
    }

    /// <summary>The verdict and the closing figures say how long things took; white space depends on them.</summary>
    private static string WithoutTimes(string text)
    {
        string rest = Verdict().Replace(text.ReplaceLineEndings("\n"), "");
        return White().Replace(Settled().Replace(rest, ""), " ").Trim();
    }

    [GeneratedRegex(@"^\| `(?<test>\w+\.\w+)` \|.*\| `(?<place>[^`]+\.cs:\d+)` \|")]
    private static partial Regex Row();

    [GeneratedRegex(@"^ *verdict .*\n( {17,}.*\n)*", RegexOptions.Multiline)]
    private static partial Regex Verdict();

    [GeneratedRegex(@"^ *settled .*$", RegexOptions.Multiline)]
    private static partial Regex Settled();

    [GeneratedRegex(@"\s+")]
    private static partial Regex White();
}
