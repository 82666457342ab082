using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace LeakCheck.Report;

/// <summary>A run as JSON, schema version 1 (see <c>docs/report-schema.json</c>). What does not apply is left out.</summary>
internal static class JsonForm
{
    /// <summary>Version of the file's layout. It rises when a property is renamed or removed, not when one is added.</summary>
    public const int Schema = 1;

    private const int FlushBytes = 64 * 1024;

    /// <summary>Writes a run as indented UTF-8 JSON.</summary>
    /// <exception cref="IOException">The stream cannot be written.</exception>
    public static void Write(Stream stream, RunReport run)
    {
        // Arrows and names in other scripts stay readable. The page form, which embeds JSON in HTML, uses the strict encoder instead.
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        Write(json, run);
    }

    /// <summary>Writes a run as one JSON object.</summary>
    public static void Write(Utf8JsonWriter json, RunReport run)
    {
        json.WriteStartObject();
        json.WriteNumber("schema", Schema);
        json.WriteStartObject("tool");
        json.WriteString("name", run.ToolName);
        json.WriteString("version", run.ToolVersion);
        json.WriteEndObject();
        json.WriteString("runtime", run.Runtime);
        json.WriteString("os", run.Os);
        json.WriteString("assembly", run.Assembly);
        if (run.Framework is { } framework)
        {
            json.WriteString("framework", framework);
        }

        json.WriteString("startedAt", run.StartedAt.ToString("yyyy-MM-dd'T'HH:mm:ss.fffzzz", CultureInfo.InvariantCulture));
        json.WriteNumber("durationMs", Math.Round(run.Duration.TotalMilliseconds));
        WriteCapabilities(json, run);
        WriteScopes(json, run);
        if (run.Sweep is { } sweep)
        {
            json.WriteStartObject("sweep");
            json.WriteString("outcome", Outcome(sweep));
            WriteSurvivors(json, sweep);
            json.WriteEndObject();
        }

        WriteSummary(json, run);
        WriteUnusedRules(json, run);
        WriteStrings(json, "hooksNeverRun", run.HooksNeverRun);
        WriteStrings(json, "staleBaseline", run.StaleBaseline);
        WriteStrings(json, "problems", run.Problems);
        json.WriteEndObject();
    }

    /// <summary><c>leaked</c> when something fails; else <c>tolerated</c>, else <c>allowed</c> when the user excused something; else <c>clean</c>.</summary>
    public static string Outcome(LeakReport report)
    {
        SurvivorClass[] classes = report.Survivors.Select(s => s.Class).Distinct().ToArray();
        return classes switch
        {
            _ when classes.Contains(SurvivorClass.Leak) => "leaked",
            _ when classes.Contains(SurvivorClass.Tolerated) => "tolerated",
            _ when classes.Any(c => c is SurvivorClass.Allowed or SurvivorClass.Ignored or SurvivorClass.Baseline) => "allowed",
            _ => "clean",
        };
    }

    /// <summary>Writes an array of strings; nothing when it is empty.</summary>
    public static void WriteStrings(Utf8JsonWriter json, string name, IReadOnlyList<string> values)
    {
        if (values.Count == 0)
        {
            return;
        }

        json.WriteStartArray(name);
        foreach (string value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }

    private static void WriteCapabilities(Utf8JsonWriter json, RunReport run)
    {
        json.WriteStartArray("capabilities");
        foreach (Capability capability in run.Capabilities)
        {
            json.WriteStartObject();
            json.WriteString("name", capability.Name);
            json.WriteBoolean("available", capability.Available);
            json.WriteString("detail", capability.Detail);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteScopes(Utf8JsonWriter json, RunReport run)
    {
        Dictionary<string, ScopeTime> times = run.Times.GroupBy(t => t.Name).ToDictionary(g => g.Key, g => g.First());
        json.WriteStartArray("scopes");
        foreach (LeakReport scope in run.Scopes.Where(s => s.Survivors.Count > 0))
        {
            json.WriteStartObject();
            json.WriteString("name", scope.Scope);
            json.WriteString("kind", Words.CamelCase(scope.Kind.ToString()));
            json.WriteString("outcome", Outcome(scope));
            json.WriteNumber("settleMs", Math.Round(scope.SettleMilliseconds));
            if (times.TryGetValue(scope.Scope, out ScopeTime? time))
            {
                json.WriteNumber("startMs", Math.Round(time.StartMilliseconds));
                json.WriteNumber("durationMs", Math.Round(time.DurationMilliseconds));
            }

            if (scope.Place is { File: { } file, Line: { } line })
            {
                json.WriteString("file", file);
                json.WriteNumber("line", line);
            }

            WriteSurvivors(json, scope);
            json.WriteEndObject();

            // The writer keeps everything until it is told otherwise; a run of ten thousand leaking tests is not held in memory twice.
            if (json.BytesPending > FlushBytes)
            {
                json.Flush();
            }
        }

        json.WriteEndArray();
    }

    private static void WriteSurvivors(Utf8JsonWriter json, LeakReport report)
    {
        json.WriteStartArray("survivors");
        foreach (Survivor survivor in report.Survivors)
        {
            SurvivorJson.Write(json, survivor);
        }

        json.WriteEndArray();
    }

    private static void WriteSummary(Utf8JsonWriter json, RunReport run)
    {
        json.WriteStartObject("summary");
        json.WriteNumber("scopes", run.ScopesChecked);
        json.WriteNumber("leakedScopes", run.Scopes.Count(s => !s.IsClean));
        json.WriteNumber("tasks", run.LeaksOf(SurvivorKind.Task));
        json.WriteNumber("timers", run.LeaksOf(SurvivorKind.Timer));
        json.WriteNumber("threads", run.LeaksOf(SurvivorKind.Thread));
        json.WriteStartObject("classes");
        foreach (SurvivorClass value in Enum.GetValues<SurvivorClass>())
        {
            json.WriteNumber(Words.CamelCase(value.ToString()), run.CountOf(value));
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteUnusedRules(Utf8JsonWriter json, RunReport run)
    {
        if (run.UnusedRules.Count == 0)
        {
            return;
        }

        json.WriteStartArray("unusedRules");
        foreach (IgnoreRule rule in run.UnusedRules)
        {
            json.WriteStartObject();
            json.WriteString("reason", rule.Reason);
            foreach ((string name, string value) in IgnoreRuleText.Given(rule))
            {
                json.WriteString(Words.CamelCase(name), value);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
