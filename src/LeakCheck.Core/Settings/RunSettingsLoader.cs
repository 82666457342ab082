using System.Text;
using System.Text.Json;

namespace LeakCheck.Settings;

/// <summary>
/// Reads <c>leakcheck.json</c> and the <c>LEAKCHECK_*</c> variables, which override it. Never throws for a bad value: each becomes one sentence in
/// <see cref="RunSettings.Problems"/> and the default, or the file's value, stands in for it.
/// </summary>
internal static class RunSettingsLoader
{
    /// <summary>Name of the settings file.</summary>
    public const string FileName = "leakcheck.json";

    private static readonly string[] s_names = [.. KnownSetting.All.Select(setting => setting.Name)];

    /// <summary>Loads the settings of this process.</summary>
    /// <param name="baseDirectory">Folder of the test assembly; null when there is no file to look for.</param>
    /// <param name="environment">Gives the value of an environment variable; null or blank means that it is not set.</param>
    public static RunSettings Load(string? baseDirectory, Func<string, string?> environment)
    {
        var reader = new ValueReader(() => StartFolder.Of(Environment.CurrentDirectory, baseDirectory, environment("PWD")));
        var run = new RunSettings();
        if (baseDirectory is not null)
        {
            run = ApplyFile(run, baseDirectory, reader);
        }

        foreach (KnownSetting setting in KnownSetting.All)
        {
            if (setting.Variable is { } name && environment(name) is { } text && !string.IsNullOrWhiteSpace(text))
            {
                run = setting.Apply(run, RawValue.OfVariable(name, text), reader);
            }
        }

        if (run is { BaselineUpdate: true, Baseline: null })
        {
            reader.Add("LEAKCHECK_BASELINE_UPDATE (baselineUpdate) is on, but no baseline file is named; name one in LEAKCHECK_BASELINE (baseline).");
            run = run with { BaselineUpdate = false };
        }

        return run with { Problems = reader.Problems };
    }

    private static RunSettings ApplyFile(RunSettings run, string folder, ValueReader reader)
    {
        string? text = ReadFile(Path.Combine(folder, FileName), reader);
        return text is null ? run : ApplyText(run, text, folder, reader);
    }

    /// <summary>Apart, so that a program without a file does not load the JSON library for it.</summary>
    private static RunSettings ApplyText(RunSettings run, string text, string folder, ValueReader reader)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text, new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
            return ApplyDocument(run, document.RootElement, folder, reader);
        }
        catch (JsonException exception)
        {
            reader.Add(Malformed(text, exception));
            return run;
        }
        catch (InvalidOperationException exception)
        {
            // Half a surrogate pair (\ud800) is well-formed JSON, but no text.
            reader.Add($"{FileName} contains a text that is not valid Unicode ({exception.Message.TrimEnd('.')}); allowed are valid texts.");
            return run;
        }
    }

    private static RunSettings ApplyDocument(RunSettings run, JsonElement root, string folder, ValueReader reader)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            reader.Add(ValueReader.NotAllowed(RawValue.OfJson(FileName, root), "objects: { \"tolerance\": 0 }"));
            return run;
        }

        HashSet<string> seen = [];
        foreach (JsonProperty property in root.EnumerateObject())
        {
            string place = $"{FileName}: {property.Name}";
            if (KnownSetting.All.FirstOrDefault(setting => setting.Name == property.Name) is not { } known)
            {
                reader.Add(ValueReader.Unknown(FileName, property.Name, s_names));
            }
            else if (!seen.Add(property.Name))
            {
                reader.Add($"{place} is given twice; allowed is one value.");
            }
            else
            {
                // The document is disposed of after the read; what is applied holds strings and numbers only.
                run = known.Apply(run, RawValue.OfJson(place, property.Value, Path.GetFullPath(folder)), reader);
            }
        }

        return run;
    }

    private static string? ReadFile(string path, ValueReader reader)
    {
        try
        {
            // Asked first: most suites have none, and the first exception of a process takes it tens of milliseconds.
            return Path.Exists(path) ? File.ReadAllText(path) : null;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            reader.Add($"{FileName} cannot be read ({exception.Message.TrimEnd('.')}); allowed are readable files, or none.");
            return null;
        }
    }

    private static string Malformed(string text, JsonException exception)
    {
        long line = exception.LineNumber ?? 0;
        string start = text.Split('\n').ElementAtOrDefault((int)line) ?? "";
        byte[] bytes = Encoding.UTF8.GetBytes(start);
        int column = Encoding.UTF8.GetCharCount(bytes, 0, (int)Math.Min(exception.BytePositionInLine ?? 0, bytes.Length));
        string cause = exception.Message.Split(" LineNumber:")[0].TrimEnd('.');
        return $"{FileName} is not valid JSON at line {line + 1}, column {column + 1} ({cause}); allowed is JSON, with comments and trailing commas.";
    }
}
