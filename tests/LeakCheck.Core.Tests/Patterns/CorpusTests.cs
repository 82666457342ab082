using LeakCheck.Patterns;
using LeakCheck.Patterns.Web;

namespace LeakCheck.Core.Tests.Patterns;

/// <summary>The corpus judges the engine, so it is judged itself first, without one.</summary>
[Collection(nameof(PatternsRunAlone))]
public class CorpusTests
{
    [Fact]
    public void Names_are_unique_and_there_are_at_least_a_hundred()
    {
        WholeCorpus.All.Select(pattern => pattern.Name).Should().OnlyHaveUniqueItems().And.HaveCountGreaterThanOrEqualTo(100);
    }

    [Fact]
    public void A_pattern_that_names_a_method_marks_the_line_at_which_it_is_stuck()
    {
        WholeCorpus.All.Where(pattern => pattern.Method.Length > 0 && pattern.StuckLines.Count == 0).Should().BeEmpty();
    }

    [Fact]
    public async Task Leaky_twins_leave_work_that_release_ends_and_clean_twins_end_theirs()
    {
        var problems = new List<string>();
        foreach (Pattern pattern in WholeCorpus.All.Where(pattern => pattern.CanShareThisProcess))
        {
            foreach (Twin twin in Enum.GetValues<Twin>())
            {
                if (await SelfCheck.RunAsync(pattern, twin) is { } problem)
                {
                    problems.Add($"{pattern.Name} ({twin}): {problem}");
                }
            }
        }

        problems.Should().BeEmpty();
    }
}
