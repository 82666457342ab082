using System.Text.RegularExpressions;

namespace LeakCheck.Docs.Tests;

/// <summary>The table in the sample's README is what the run is held to.</summary>
public partial class QuickStartTests(QuickStartRun run) : IClassFixture<QuickStartRun>
{
    private static readonly (string Test, string Place)[] Table =
    [
        .. Repository.Lines("samples/QuickStart/README.md")
            .Select(line => Row().Match(line))
            .Where(row => row.Success)
            .Select(row => (row.Groups["test"].Value, row.Groups["place"].Value)),
    ];

    public static TheoryData<string, string> Leaks => [.. Table];

    [Fact]
    public void Exactly_the_listed_tests_fail() =>
        run.Tests.Where(test => test.Value is not null).Select(test => test.Key).Should().BeEquivalentTo(Table.Select(row => row.Test), "the run printed {0}", run.Output);

    [Fact]
    public void Others_run_and_pass() => run.Tests.Should().HaveCountGreaterThan(Table.Length);

    [Fact]
    public void The_run_fails() => run.ExitCode.Should().NotBe(0);

    [Theory]
    [MemberData(nameof(Leaks))]
    public void The_report_begins_with_LeakCheck_and_names_the_stuck_line(string test, string place) =>
        run.Tests[test].Should().StartWith("LeakCheck: ").And.MatchRegex(Regex.Escape(place) + @"\b");

    [GeneratedRegex(@"^\| `(?<test>\w+\.\w+)` \|.*\| `(?<place>[^`]+\.cs:\d+)` \|")]
    private static partial Regex Row();
}
