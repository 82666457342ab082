using System.Text.Json;

namespace LeakCheck.Report;

/// <summary>One SARIF result: a place that leaks, with its stack and the tests it was seen in.</summary>
internal sealed class SarifResult
{
    /// <summary>The name under which SARIF knows the repository's folder.</summary>
    public const string Root = "SRCROOT";

    private readonly Utf8JsonWriter _json;
    private readonly SourceView _view;
    private readonly Cluster _cluster;

    public SarifResult(Utf8JsonWriter json, SourceView view, Cluster cluster)
    {
        _json = json;
        _view = view;
        _cluster = cluster;
    }

    /// <summary>Writes the result.</summary>
    /// <param name="rule">Index of its rule.</param>
    /// <param name="onlyWarns">True when leaks fail nothing in this run.</param>
    public void Write(int rule, bool onlyWarns)
    {
        Survivor survivor = _cluster.First;
        _json.WriteStartObject();
        _json.WriteString("ruleId", SarifRules.IdOf(survivor));
        _json.WriteNumber("ruleIndex", rule);
        _json.WriteString("level", onlyWarns ? "warning" : "error");
        WriteMessage("message", $"{Headline.Subject(survivor)} outlives the test that started it: {_cluster.Seen}.{(survivor.Hint is { } hint ? $" Remedy: {hint}." : "")}");
        LeakFrame? main = Frames.Main(survivor) is { File: not null } known ? known : _cluster.FirstReport.Place;
        if (main?.File is not null)
        {
            _json.WriteStartArray("locations");
            WriteLocation(main);
            _json.WriteEndArray();
        }

        if (Frames.Start(survivor) is { File: not null } start && start != main)
        {
            _json.WriteStartArray("relatedLocations");
            WriteLocation(start, survivor.Kind == SurvivorKind.Timer ? "armed here" : "started here");
            _json.WriteEndArray();
        }

        WriteStack(survivor);
        if (survivor.Fingerprint.Length > 0)
        {
            _json.WriteStartObject("partialFingerprints");
            _json.WriteString("leakCheckFingerprint/v1", survivor.Fingerprint);
            _json.WriteEndObject();
        }

        _json.WriteNumber("occurrenceCount", _cluster.Count);
        WriteSuppression(survivor);
        _json.WriteEndObject();
    }

    /// <summary>A path of this machine as a <c>file:</c> address.</summary>
    public static string FileUri(string path) => path.StartsWith('/') ? "file://" + Escape(path) : "file:///" + Escape(path);

    private static string Escape(string path) => string.Join('/', path.Split('/').Select((part, index) =>
        index == 0 && part.EndsWith(':') ? part : Uri.EscapeDataString(part)));

    private void WriteLocation(LeakFrame frame, string? message = null)
    {
        _json.WriteStartObject();
        if (message is not null)
        {
            _json.WriteNumber("id", 1);
        }

        if (frame.File is { } file)
        {
            string path = _view.Shorten(file);
            bool rooted = path.StartsWith('/') || path.Contains(':', StringComparison.Ordinal);
            _json.WriteStartObject("physicalLocation");
            _json.WriteStartObject("artifactLocation");
            _json.WriteString("uri", rooted ? FileUri(path) : Escape(path));
            if (!rooted)
            {
                _json.WriteString("uriBaseId", Root);
            }

            _json.WriteEndObject();
            if (frame.Line is { } line && line > 0)
            {
                _json.WriteStartObject("region");
                _json.WriteNumber("startLine", line);
                _json.WriteEndObject();
            }

            _json.WriteEndObject();
        }

        _json.WriteStartArray("logicalLocations");
        _json.WriteStartObject();
        _json.WriteString("fullyQualifiedName", frame.Method);
        _json.WriteString("kind", "function");
        _json.WriteEndObject();
        _json.WriteEndArray();
        if (message is not null)
        {
            WriteMessage("message", message);
        }

        _json.WriteEndObject();
    }

    private void WriteStack(Survivor survivor)
    {
        IReadOnlyList<LeakFrame> frames = Frames.Trace(survivor, _cluster.FirstReport);
        if (frames.Count == 0)
        {
            return;
        }

        _json.WriteStartArray("stacks");
        _json.WriteStartObject();
        WriteMessage("message", "Where it stands, who awaits it, who started it");
        _json.WriteStartArray("frames");
        foreach (LeakFrame frame in frames)
        {
            _json.WriteStartObject();
            _json.WritePropertyName("location");
            WriteLocation(frame);
            _json.WriteEndObject();
        }

        _json.WriteEndArray();
        _json.WriteEndObject();
        _json.WriteEndArray();
    }

    private void WriteSuppression(Survivor survivor)
    {
        if (survivor.Class == SurvivorClass.Leak)
        {
            return;
        }

        _json.WriteStartArray("suppressions");
        _json.WriteStartObject();
        _json.WriteString("kind", survivor.Class is SurvivorClass.Allowed or SurvivorClass.Ignored ? "inSource" : "external");
        _json.WriteString("justification", survivor.Excuse ?? Words.Class(survivor.Class));
        _json.WriteEndObject();
        _json.WriteEndArray();
    }

    private void WriteMessage(string name, string text)
    {
        _json.WriteStartObject(name);
        _json.WriteString("text", text);
        _json.WriteEndObject();
    }
}
