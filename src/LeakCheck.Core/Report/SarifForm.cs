using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace LeakCheck.Report;

/// <summary>
/// A run as SARIF 2.1.0, for code scanning: one result per place that leaks. What the user excused is a suppressed result; what is process-wide or a library's is left out.
/// </summary>
internal static class SarifForm
{
    /// <summary>Writes a run as indented UTF-8 JSON, with paths relative to the repository of this machine.</summary>
    /// <exception cref="IOException">The stream cannot be written.</exception>
    public static void Write(Stream stream, RunReport run) => Write(stream, run, SourceView.OfThisMachine());

    /// <summary>As <see cref="Write(Stream, RunReport)"/>, with the sources of a given view.</summary>
    public static void Write(Stream stream, RunReport run, SourceView view)
    {
        Cluster[] clusters = [.. Clusters.OfLeaks(run), .. Clusters.Of(run, s => IsExcusedByUser(s.Class))];
        var rules = new SarifRules(run, clusters.Select(c => c.First));
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        json.WriteString("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
        json.WriteString("version", "2.1.0");
        json.WriteStartArray("runs");
        json.WriteStartObject();
        json.WriteStartObject("tool");
        json.WriteStartObject("driver");
        json.WriteString("name", run.ToolName);
        json.WriteString("version", run.ToolVersion);
        rules.Write(json);
        json.WriteEndObject();
        json.WriteEndObject();
        WriteInvocation(json, run);
        json.WriteStartObject("automationDetails");
        json.WriteString("id", $"leakcheck/{run.Assembly}/");
        json.WriteEndObject();
        json.WriteStartObject("originalUriBaseIds");
        json.WriteStartObject(SarifResult.Root);
        json.WriteString("uri", SarifResult.FileUri(view.Root) + "/");
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteString("columnKind", "utf16CodeUnits");
        json.WriteStartArray("results");
        foreach (Cluster cluster in clusters)
        {
            new SarifResult(json, view, cluster).Write(rules.IndexOf(cluster.First), run.OnlyWarns);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static bool IsExcusedByUser(SurvivorClass value) =>
        value is SurvivorClass.Allowed or SurvivorClass.Ignored or SurvivorClass.Baseline or SurvivorClass.Tolerated;

    private static void WriteInvocation(Utf8JsonWriter json, RunReport run)
    {
        json.WriteStartArray("invocations");
        json.WriteStartObject();
        json.WriteBoolean("executionSuccessful", true);
        json.WriteString("startTimeUtc", Utc(run.StartedAt));
        json.WriteString("endTimeUtc", Utc(run.StartedAt + run.Duration));
        string[] notes = [.. run.Problems, .. run.Capabilities.Where(c => !c.Available).Select(c => $"{c.Name} not available: {c.Detail}")];
        if (notes.Length > 0)
        {
            json.WriteStartArray("toolExecutionNotifications");
            foreach (string note in notes)
            {
                json.WriteStartObject();
                json.WriteString("level", "warning");
                json.WriteStartObject("message");
                json.WriteString("text", note);
                json.WriteEndObject();
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static string Utc(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
