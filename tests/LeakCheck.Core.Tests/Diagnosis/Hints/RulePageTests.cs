using LeakCheck.Core.Tests.Report;
using LeakCheck.Diagnosis.Hints;

namespace LeakCheck.Core.Tests.Diagnosis.Hints;

/// <summary>The pages in docs/rules say what the rules say, and show the code that is tested.</summary>
public class RulePageTests
{
    public static TheoryData<string> Ids => [.. HintCatalogue.All.Select(r => r.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_page_says_what_its_rule_says(string id)
    {
        HintRule rule = HintCatalogue.All.Single(r => r.Id == id);
        string page = Verified.Text($"rules/{id}.md");

        page.Should().StartWith($"# {id}: {rule.Title}\n\n{rule.Cause}\n");
        page.Should().ContainEquivalentOf($"**What to do.** {rule.GeneralRemedy}.");
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_page_shows_every_region_of_its_sample_and_nothing_else(string id)
    {
        string[] blocks = [.. Verified.Text($"rules/{id}.md").Split("```csharp\n").Skip(1).Select(b => b[..b.IndexOf("```", StringComparison.Ordinal)])];
        Dictionary<string, string> regions = Regions(Verified.Text($"rule-samples/{id}.cs"));

        regions.Keys.Should().Contain(["leaky", "mended"]);
        blocks.Should().BeEquivalentTo(regions.Values);
    }

    [Fact]
    public void The_index_lists_every_rule()
    {
        string index = Verified.Text("rules/README.md");

        index.Split('\n').Where(l => l.StartsWith("| [", StringComparison.Ordinal))
            .Should().Equal(HintCatalogue.Help.Select(r => $"| [{r.Id}]({r.Id}.md) | {r.Title} |"));
    }

    private static Dictionary<string, string> Regions(string source)
    {
        var regions = new Dictionary<string, string>();
        string? name = null;
        foreach (string line in source.Split('\n'))
        {
            string text = line.Trim();
            if (text.StartsWith("#region ", StringComparison.Ordinal))
            {
                name = text["#region ".Length..];
                regions.Add(name, "");
            }
            else if (text == "#endregion")
            {
                name = null;
            }
            else if (name is not null)
            {
                // Members of the sample's class stand four columns in.
                regions[name] += (line.Length == 0 ? line : line[4..]) + "\n";
            }
        }

        return regions;
    }
}
