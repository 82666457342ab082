using System.Text.RegularExpressions;

namespace LeakCheck.Docs.Tests;

public partial class LinkTests
{
    public static TheoryData<string> Pages => [.. Repository.Pages];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_relative_link_leads_to_a_file(string page)
    {
        string folder = Path.GetDirectoryName(Repository.FullPath(page))!;
        IEnumerable<string> targets = Link().Matches(File.ReadAllText(Repository.FullPath(page))).Select(match => match.Groups[1].Value);

        foreach (string target in targets.Where(target => !target.Contains("://", StringComparison.Ordinal)))
        {
            string path = Path.Combine(folder, target.Split('#')[0]);
            (File.Exists(path) || Directory.Exists(path)).Should().BeTrue("{0} links to {1}", page, target);
        }
    }

    [GeneratedRegex(@"\]\(([^)#][^)]*)\)")]
    private static partial Regex Link();
}
