using System.Diagnostics;
using System.Text.Json;

namespace LeakCheck.Report;

/// <summary>
/// Names of report files. A file of an earlier run is replaced; one of another process of the same run (the same assembly on several runtimes, or started twice)
/// is left alone and this process takes a longer name.
/// </summary>
internal static class ReportName
{
    private const int HeaderBytes = 4096;

    /// <summary>Moves the file to the first name that is free or holds the report of an earlier run.</summary>
    /// <returns>The name without its ending: <c>Shop.Tests</c>, <c>Shop.Tests.net8.0</c> or <c>Shop.Tests.4711</c>.</returns>
    /// <exception cref="IOException">The file cannot be moved.</exception>
    public static string Claim(string folder, string ending, TemporaryFile file, RunReport run)
    {
        string assembly = string.Concat(run.Assembly.Select(c => Array.IndexOf(Path.GetInvalidFileNameChars(), c) >= 0 ? '_' : c));
        string byProcess = $"{assembly}.{Environment.ProcessId}";
        string[] stems = [assembly, $"{assembly}.net{Environment.Version.Major}.{Environment.Version.Minor}", byProcess];
        foreach (string stem in stems)
        {
            if (TryTake(Path.Combine(folder, stem + ending), file, run))
            {
                return stem;
            }
        }

        // Process ids come back: what still lies under ours belongs to a process that has ended.
        file.MoveTo(Path.Combine(folder, byProcess + ending), overwrite: true);
        return byProcess;
    }

    private static bool TryTake(string path, TemporaryFile file, RunReport run)
    {
        if (TryMove(path, file))
        {
            return true;
        }

        if (!IsOfAnEarlierRun(path, run))
        {
            return false;
        }

        // Two processes may both find the old file. Only one can rename it away; whoever gets a newer file that way puts it back.
        string aside = $"{path}.{Environment.ProcessId}.old";
        try
        {
            File.Move(path, aside, overwrite: true);
        }
        catch (FileNotFoundException)
        {
            return TryMove(path, file);
        }

        if (IsOfAnEarlierRun(aside, run))
        {
            File.Delete(aside);
            return TryMove(path, file);
        }

        try
        {
            File.Move(aside, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            // A third process took the name in between: the second one's report stays under its name aside rather than be lost.
        }

        return false;
    }

    private static bool TryMove(string path, TemporaryFile file)
    {
        try
        {
            file.MoveTo(path, overwrite: false);
            return true;
        }
        catch (IOException) when (File.Exists(path))
        {
            return false;
        }
    }

    private static bool IsOfAnEarlierRun(string path, RunReport run)
    {
        using var self = Process.GetCurrentProcess();
        DateTime started = self.StartTime.ToUniversalTime();
        return File.GetLastWriteTimeUtc(path) < started && RuntimeOf(path) is var runtime && (runtime is null || runtime == run.Runtime);
    }

    // The runtime stands among the first properties; the rest of a file that may be large is not read.
    private static string? RuntimeOf(string path)
    {
        if (!path.Contains(".json", StringComparison.Ordinal))
        {
            return null;
        }

        var header = new byte[HeaderBytes];
        using FileStream stream = File.OpenRead(path);
        int length = stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
        var reader = new Utf8JsonReader(header.AsSpan(0, length), isFinalBlock: false, default);
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == 1 && reader.ValueTextEquals("runtime"u8))
                {
                    return reader.Read() && reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
                }
            }
        }
        catch (JsonException)
        {
            // Not a report, or a broken one: nothing is lost when it is replaced.
        }

        return null;
    }
}
