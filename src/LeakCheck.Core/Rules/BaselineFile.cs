using System.Globalization;
using System.Security;
using System.Text;

namespace LeakCheck.Rules;

/// <summary>What a baseline file says.</summary>
/// <param name="Entries">Its entries, of every assembly.</param>
/// <param name="Problems">One sentence per bad line, with its remedy; or why the file could not be read.</param>
internal sealed record BaselineContent(IReadOnlyList<BaselineEntry> Entries, IReadOnlyList<string> Problems);

/// <summary>
/// The baseline file: plain text, one entry per line, sorted by fingerprint, so that two branches which each add one rarely touch the same lines.
/// <c>9f3c21d07a54 | 13 | task PricePoller.RunAsync | Shop.Tests | the reason</c>
/// </summary>
internal static class BaselineFile
{
    private const char Separator = '|';
    private const string Layout = "fingerprint | count | kind and method | assembly | reason";

    private static readonly string[] s_header =
    [
        "# Leaks that are known and fail nothing. One place per line: " + Layout,
        "# A run may leave at most that many; counts may only fall. LEAKCHECK_BASELINE_UPDATE=1 rewrites the file and keeps the reasons.",
    ];

    /// <summary>Reads a file. Never throws for the file system's sake.</summary>
    /// <param name="path">The file.</param>
    /// <param name="mayBeAbsent">True when an absent file is an empty one.</param>
    public static BaselineContent Read(string path, bool mayBeAbsent)
    {
        try
        {
            return Parse(path, File.ReadAllLines(path));
        }
        catch (Exception e) when (mayBeAbsent && e is FileNotFoundException or DirectoryNotFoundException)
        {
            return new BaselineContent([], []);
        }
        catch (FileNotFoundException)
        {
            return new BaselineContent([], [$"LEAKCHECK_BASELINE is '{path}': there is no such file. Run once with LEAKCHECK_BASELINE_UPDATE=1 to write it."]);
        }
        catch (Exception e) when (IsOfTheFileSystem(e))
        {
            return new BaselineContent([], [$"LEAKCHECK_BASELINE is '{path}': it cannot be read ({e.Message})."]);
        }
    }

    /// <summary>Writes a file whole or not at all: to a temporary name in the same folder, then renamed.</summary>
    /// <returns>Why it could not be written; null when it was.</returns>
    public static string? Write(string path, IEnumerable<BaselineEntry> entries)
    {
        string temporary = $"{path}.{Environment.ProcessId}.tmp";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            File.WriteAllText(temporary, Text(entries), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            File.Move(temporary, path, overwrite: true);
            return null;
        }
        catch (Exception e) when (IsOfTheFileSystem(e))
        {
            TryDelete(temporary);
            return $"LEAKCHECK_BASELINE is '{path}': it cannot be written ({e.Message}).";
        }
    }

    /// <summary>The file's text: header, then the entries in ordinal order of fingerprint and assembly, lines ended by a line feed on every platform.</summary>
    public static string Text(IEnumerable<BaselineEntry> entries)
    {
        var text = new StringBuilder();
        IEnumerable<string> lines = entries
            .OrderBy(e => e.Fingerprint, StringComparer.Ordinal)
            .ThenBy(e => e.Assembly, StringComparer.Ordinal)
            .Select(e => string.Join(" | ", e.Fingerprint, e.Count.ToString(CultureInfo.InvariantCulture), Field(e.Place), e.Assembly, Line(e.Reason)));
        foreach (string line in s_header.Concat(lines))
        {
            text.Append(line).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>Reads the lines of a file. Empty lines and lines that begin with <c>#</c> say nothing.</summary>
    public static BaselineContent Parse(string path, IReadOnlyList<string> lines)
    {
        var entries = new List<BaselineEntry>();
        var problems = new List<string>();
        var seen = new Dictionary<(string Fingerprint, string Assembly), int>();
        for (int i = 0; i < lines.Count; i++)
        {
            string line = lines[i].Trim();
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            (BaselineEntry? entry, string? problem) = ParseLine(line);
            if (entry is not null && !seen.TryAdd((entry.Fingerprint, entry.Assembly), i + 1))
            {
                problem = $"'{entry.Fingerprint}' is listed for {entry.Assembly} on line {seen[(entry.Fingerprint, entry.Assembly)]} already; keep one of the two";
            }

            if (problem is not null)
            {
                problems.Add($"LEAKCHECK_BASELINE '{path}', line {i + 1}: {problem}.");
            }
            else
            {
                entries.Add(entry!);
            }
        }

        return new BaselineContent(entries, problems);
    }

    private static (BaselineEntry? Entry, string? Problem) ParseLine(string line)
    {
        if (line.StartsWith("<<<<<<<", StringComparison.Ordinal) || line.StartsWith("=======", StringComparison.Ordinal) || line.StartsWith(">>>>>>>", StringComparison.Ordinal))
        {
            return (null, "a mark of an unfinished merge; keep the entries of both sides and delete the mark");
        }

        string[] fields = line.Split(Separator, 5, StringSplitOptions.TrimEntries);
        if (fields.Length < 5 || fields.Take(4).Any(f => f.Length == 0))
        {
            return (null, $"'{line}' is not an entry; write {Layout}");
        }

        if (!int.TryParse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture, out int count) || count < 1)
        {
            return (null, $"the count is '{fields[1]}'; allowed are whole numbers from 1; delete the line when nothing is allowed any more");
        }

        return fields[4].Length == 0
            ? (null, "the reason is empty; say behind the last | why these leaks are accepted")
            : (new BaselineEntry(fields[0], count, fields[2], fields[3], fields[4]), null);
    }

    private static string Field(string text) => Line(text).Replace(Separator, '/');

    private static string Line(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static bool IsOfTheFileSystem(Exception e) =>
        e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException or SecurityException;

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (IsOfTheFileSystem(e))
        {
            // The error that brought us here is the one to tell.
        }
    }
}
