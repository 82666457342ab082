using System.Globalization;
using LeakCheck.Acceptance.Tests.Infra;
using LeakCheck.Patterns;
using LeakCheck.Patterns.Web;

namespace LeakCheck.Acceptance.Tests.Scenarios;

/// <summary>The pattern corpus as tests of real suites, one after the other and many at once: each leaky twin is blamed at its line, no clean one ever.</summary>
public sealed class CorpusTests(AcceptanceFixture fixture) : Scenario(fixture)
{
    private const string Items = """
        <ItemGroup>
            <FrameworkReference Include="Microsoft.AspNetCore.App" />
            <EmbeddedResource Include="Families/*.cs" LogicalName="%(Filename)%(Extension)" />
          </ItemGroup>
        """;

    // The corpus looks for its sources in assemblies of its own name. Its patterns leak on purpose, which analyzers see.
    private const string Properties = """
        <AssemblyName>LeakCheck.Patterns.Suite</AssemblyName>
            <NoWarn>$(NoWarn);CS4014;CA1001;CA1816;CA2012;CA2213;CA1822;CA1031;CA1852;NUnit1032;NUnit1028;MSTEST0006</NoWarn>
        """;

    /// <summary>How often each suite is run (<c>CORPUS_RUNS</c>): once, unless a rare wrong answer is looked for.</summary>
    private static int Runs { get; } = int.Parse(Environment.GetEnvironmentVariable("CORPUS_RUNS") ?? "1", CultureInfo.InvariantCulture);

    private static IEnumerable<Pattern> Shared =>
        WholeCorpus.All.Where(pattern => pattern is { CanShareThisProcess: true, Spins: false });

    [Theory]
    [InlineData("xunit-3.2.2", "Release", Runner.Executable, "", Explicit = true)]
    [InlineData("xunit-4.0.2", "Debug", Runner.Executable, "-parallel all -maxThreads 8")]
    [InlineData("nunit-5.0.0", "Release", Runner.TestingPlatform, "", Explicit = true)]
    [InlineData("mstest-4.5.3", "Debug", Runner.VSTest, "", Explicit = true)]
    public async Task Every_leaky_twin_is_blamed_and_no_clean_one(string version, string configuration, Runner runner, string arguments)
    {
        var framework = FrameworkVersion.Named(version);
        var project = new SuiteProject("Corpus" + framework.Framework, framework, configuration, Properties)
        {
            MoreSources = "CorpusShared;tests/LeakCheck.Patterns;tests/LeakCheck.Patterns.Web",
            Items = Items,
        };

        List<string> wrong = [];
        for (int i = 1; i <= Runs; i++)
        {
            SuiteRun run = await RunAsync(project, runner, new RunRequest { Arguments = arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries) });
            wrong.AddRange(Shared.SelectMany(pattern => Wrong(pattern, run)).Select(answer => $"Run {i} of {Runs}, {run.Process.Command}: {answer}"));
        }

        string.Join(Environment.NewLine, wrong).Should().BeEmpty("the suite must blame the leaky twins only, in each run");
    }

    private static IEnumerable<string> Wrong(Pattern pattern, SuiteRun run)
    {
        if (Result(run, "Leaky", pattern) is not { } leaky || Result(run, "Clean", pattern) is not { } clean)
        {
            yield return $"{pattern}: has no result.";
            yield break;
        }

        if (clean.Outcome != Outcome.Passed)
        {
            yield return $"{pattern}: the clean twin ended as {clean.Outcome}: {clean.Message}";
        }

        if (pattern.LeakyClass != SurvivorClass.Leak)
        {
            if (leaky.Outcome != Outcome.Passed)
            {
                yield return $"{pattern}: the twin that may pass ended as {leaky.Outcome}: {leaky.Message}";
            }
        }
        else if (leaky.Outcome != Outcome.Failed || !leaky.Message.Contains("LeakCheck: ", StringComparison.Ordinal))
        {
            yield return $"{pattern}: the leaky twin ended as {leaky.Outcome}: {leaky.Message}";
        }
        else if (!IsNamed(pattern, leaky.Message))
        {
            yield return $"{pattern}: the report does not name {pattern.Method} at {pattern.SourceFile}:{string.Join(" or ", pattern.StuckLines)}: {leaky.Message}";
        }
    }

    private static bool IsNamed(Pattern pattern, string message) =>
        pattern.StuckLines.Count == 0
            ? message.Contains(pattern.Method, StringComparison.Ordinal)
            : pattern.StuckLines.Any(line => message.Contains($"{pattern.SourceFile}:{line}", StringComparison.Ordinal));

    private static SuiteResult? Result(SuiteRun run, string twin, Pattern pattern) => run.Results.GetValueOrDefault($"PatternTests.{twin}({pattern.Name})");
}
