using System.Globalization;
using System.Text;

namespace LeakCheck.Report;

/// <summary>A whole run as plain text: the file form, and the few lines that a console shows at the end of a run with many leaks.</summary>
internal static class RunText
{
    private const int MostOnConsole = 5;

    /// <summary>The places that leak most, one line each; empty when at most one test leaks, whose own failure says it all.</summary>
    public static IReadOnlyList<string> TopPlaces(RunReport run, SourceView view)
    {
        IReadOnlyList<Cluster> clusters = Clusters.OfLeaks(run);
        if (run.Reports.Count(r => !r.IsClean) < 2)
        {
            return [];
        }

        var lines = new List<string> { $"LeakCheck: {Words.Count(clusters.Count, "place")} {(clusters.Count == 1 ? "leaks" : "leak")}, most frequent first" };
        lines.AddRange(clusters.Take(MostOnConsole).Select((cluster, index) => Place(index + 1, cluster, view)));
        if (clusters.Count > MostOnConsole)
        {
            lines.Add($"  and {Words.Count(clusters.Count - MostOnConsole, "more place")}");
        }

        return lines;
    }

    /// <summary>Writes the file form, UTF-8 with the platform's line ends.</summary>
    /// <exception cref="IOException">The stream cannot be written.</exception>
    public static void Write(Stream stream, RunReport run)
    {
        using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: false), leaveOpen: true);
        foreach (string line in Lines(run, SourceView.OfThisMachine()))
        {
            writer.WriteLine(line);
        }
    }

    /// <summary>The lines of the file form.</summary>
    public static IEnumerable<string> Lines(RunReport run, SourceView view)
    {
        yield return ClosingLine.Of(run);
        yield return "";
        yield return $"  {run.Assembly}, {string.Join(", ", new[] { run.Framework, run.Runtime, run.Os }.OfType<string>())}";
        yield return $"  {run.ToolName} {run.ToolVersion}, started {run.StartedAt.ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture)}, {Words.Duration(run.Duration.TotalMilliseconds)}";
        int number = 0;
        foreach (Cluster cluster in Clusters.OfLeaks(run))
        {
            yield return "";
            foreach (string line in SurvivorBlock.Lines(++number, cluster.First with { Count = cluster.Count }, cluster.FirstReport, view, cluster.Seen))
            {
                yield return line;
            }
        }

        foreach ((string title, IEnumerable<string> items) in Sections(run, view))
        {
            string[] all = items.ToArray();
            if (all.Length > 0)
            {
                yield return "";
                yield return title;
                foreach (string item in all)
                {
                    yield return item;
                }
            }
        }
    }

    private static IEnumerable<(string Title, IEnumerable<string> Items)> Sections(RunReport run, SourceView view)
    {
        yield return ("Alive, but excused", Clusters.Of(run, s => s.Class != SurvivorClass.Leak)
            .OrderBy(c => c.First.Class)
            .Select(c => TextForm.Excused(c.First with { Count = c.Count }, view)));
        yield return ("Ignore rules that matched nothing", run.UnusedRules.Select(r => "  " + IgnoreRuleText.Attribute(r)));
        yield return ("Baseline entries that are stale", run.StaleBaseline.Select(s => "  " + s));
        yield return ("[VerifyNoLeaks] whose hook never ran", run.HooksNeverRun.Select(h => "  " + h));
        yield return ("Not available", run.Capabilities.Where(c => !c.Available).Select(c => $"  {c.Name}: {c.Detail}"));
        yield return ("Problems", run.Problems.Select(p => "  " + Words.OneLine(p)));
    }

    private static string Place(int number, Cluster cluster, SourceView view)
    {
        string where = Headline.Where(cluster.First, view) is { } place ? $" ({place})" : "";
        return Words.OneLine($"  [{number}] {Headline.Subject(cluster.First)}{where}: {cluster.Seen}");
    }
}
