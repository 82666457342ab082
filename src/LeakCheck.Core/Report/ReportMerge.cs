using System.Security;
using System.Text.Json;

namespace LeakCheck.Report;

/// <summary>One page over the JSON reports of several test processes.</summary>
internal static class ReportMerge
{
    /// <summary>The page's name in a report folder.</summary>
    public const string PageName = "all.leakcheck.html";

    private const string Pattern = "*.leakcheck.json";
    private const long MostBytes = 200_000_000;
    private const int MostRounds = 5;

    /// <summary>
    /// Writes the page when the folder holds reports of more than one process. Processes may do so at the same time: the last one sees the reports of all.
    /// Never throws for the file system's sake.
    /// </summary>
    /// <param name="folder">The report folder.</param>
    /// <returns>The page, when one was written; and one sentence per report that it lacks.</returns>
    public static WrittenFiles WriteIfMany(string folder)
    {
        try
        {
            WrittenFiles written = new([], []);
            string[] before;
            int round = 0;
            do
            {
                before = ReportsIn(folder, SearchOption.TopDirectoryOnly);
                if (before.Length < 2)
                {
                    return written;
                }

                written = Write(before, Path.Combine(folder, PageName));
            }
            while (++round < MostRounds && !before.SequenceEqual(ReportsIn(folder, SearchOption.TopDirectoryOnly)));

            return written;
        }
        catch (Exception e) when (IsOfTheFileSystem(e))
        {
            return new WrittenFiles([], [$"{Path.Combine(folder, PageName)} was not written ({Words.OneLine(e.Message)})."]);
        }
    }

    /// <summary>Writes one page over every report in a folder and the folders below it.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="page">The page's path.</param>
    /// <exception cref="IOException">The folder cannot be read, or the page cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">As for <see cref="IOException"/>.</exception>
    public static WrittenFiles Write(string folder, string page) => Write(ReportsIn(folder, SearchOption.AllDirectories), page);

    private static WrittenFiles Write(IReadOnlyList<string> reports, string page)
    {
        var problems = new List<string>();
        using var temporary = new TemporaryFile(Path.GetDirectoryName(Path.GetFullPath(page))!, stream => HtmlForm.Write(stream, json =>
        {
            long bytes = 0;
            foreach (string report in reports)
            {
                bytes += new FileInfo(report).Length;
                string? problem = bytes > MostBytes ? $"the page would grow beyond {Words.Bytes(MostBytes)}" : TryCopy(report, json);
                if (problem is not null)
                {
                    problems.Add($"'{report}' is not part of {Path.GetFileName(page)}: {problem}.");
                }
            }
        }));
        temporary.MoveTo(page, overwrite: true);
        return new WrittenFiles([page], problems);
    }

    private static string? TryCopy(string report, Utf8JsonWriter json)
    {
        try
        {
            using FileStream stream = File.OpenRead(report);
            using JsonDocument document = JsonDocument.Parse(stream);
            if (!IsReport(document.RootElement))
            {
                return $"it is no report of schema {JsonForm.Schema}";
            }

            document.RootElement.WriteTo(json);
            return null;
        }
        catch (JsonException e)
        {
            return "it is not valid JSON, " + Words.OneLine(e.Message).TrimEnd('.');
        }
        catch (Exception e) when (IsOfTheFileSystem(e))
        {
            return "it cannot be read, " + Words.OneLine(e.Message).TrimEnd('.');
        }
    }

    private static bool IsReport(JsonElement root) =>
        root.ValueKind == JsonValueKind.Object
        && root.TryGetProperty("schema", out JsonElement schema) && schema.ValueKind == JsonValueKind.Number && schema.TryGetInt32(out int version) && version == JsonForm.Schema
        && root.TryGetProperty("scopes", out JsonElement scopes) && scopes.ValueKind == JsonValueKind.Array
        && root.TryGetProperty("summary", out JsonElement summary) && summary.ValueKind == JsonValueKind.Object;

    private static string[] ReportsIn(string folder, SearchOption depth)
    {
        string[] reports = Directory.GetFiles(folder, Pattern, depth);
        Array.Sort(reports, StringComparer.Ordinal);
        return reports;
    }

    private static bool IsOfTheFileSystem(Exception e) => e is IOException or UnauthorizedAccessException or NotSupportedException or SecurityException;
}
