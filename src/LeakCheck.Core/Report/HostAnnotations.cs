namespace LeakCheck.Report;

/// <summary>
/// Lines on standard output that a build host turns into marks at the leaking line: GitHub Actions and Azure Pipelines, each only when the process runs there.
/// </summary>
internal static class HostAnnotations
{
    // GitHub shows ten errors of a step and drops the rest without a word.
    private const int Most = 10;

    /// <summary>One line per place that leaks, most frequent first; none outside those hosts.</summary>
    /// <param name="run">The run.</param>
    /// <param name="view">Where source files lie.</param>
    /// <param name="variable">Reads an environment variable.</param>
    public static IEnumerable<string> Lines(RunReport run, SourceView view, Func<string, string?> variable)
    {
        if (IsTrue(variable("GITHUB_ACTIONS")))
        {
            return Lines(run, view, GitHub);
        }

        return IsTrue(variable("TF_BUILD")) ? Lines(run, view, Azure) : [];
    }

    private static IEnumerable<string> Lines(RunReport run, SourceView view, Func<Annotation, string> format)
    {
        IReadOnlyList<Cluster> clusters = Clusters.OfLeaks(run);
        string type = run.OnlyWarns ? "warning" : "error";
        foreach (Cluster cluster in clusters.Take(Most))
        {
            LeakFrame? main = Frames.Main(cluster.First) is { File: not null } known ? known : cluster.FirstReport.Place;
            string? path = main?.File is { } file ? view.Shorten(file) : null;
            string fix = cluster.First.Hint is { } hint ? $"\nfix: {hint}" : "";
            yield return format(new Annotation(type, path, main?.Line, $"{Headline.Subject(cluster.First)} outlives the test that started it: {cluster.Seen}{fix}"));
        }

        if (clusters.Count > Most)
        {
            yield return format(new Annotation(type, null, null, $"{Words.Count(clusters.Count - Most, "more place")} with leaks: see the report file"));
        }
    }

    private static string GitHub(Annotation mark)
    {
        string place = mark.Path is null ? "" : $"file={GitHubProperty(mark.Path)},{(mark.Line is { } line ? $"line={line}," : "")}";
        return $"::{mark.Type} {place}title=LeakCheck::{GitHubData(mark.Text)}";
    }

    private static string Azure(Annotation mark)
    {
        string place = mark.Path is null ? "" : $";sourcepath={AzureProperty(mark.Path)}{(mark.Line is { } line ? $";linenumber={line}" : "")}";
        return $"##vso[task.logissue type={mark.Type}{place}]LeakCheck: {AzureData(mark.Text)}";
    }

    private static string GitHubData(string text) => text
        .Replace("%", "%25", StringComparison.Ordinal)
        .Replace("\r", "%0D", StringComparison.Ordinal)
        .Replace("\n", "%0A", StringComparison.Ordinal);

    private static string GitHubProperty(string text) => GitHubData(text)
        .Replace(":", "%3A", StringComparison.Ordinal)
        .Replace(",", "%2C", StringComparison.Ordinal);

    private static string AzureData(string text) => text
        .Replace("%", "%AZP25", StringComparison.Ordinal)
        .Replace("\r", "%0D", StringComparison.Ordinal)
        .Replace("\n", "%0A", StringComparison.Ordinal);

    private static string AzureProperty(string text) => AzureData(text)
        .Replace(";", "%3B", StringComparison.Ordinal)
        .Replace("]", "%5D", StringComparison.Ordinal);

    private static bool IsTrue(string? value) => string.Equals(value, "true", StringComparison.OrdinalIgnoreCase);

    private sealed record Annotation(string Type, string? Path, int? Line, string Text);
}
