using System.Text.Json;

namespace LeakCheck.Report;

/// <summary>One survivor as a JSON object.</summary>
internal static class SurvivorJson
{
    /// <summary>Writes the object. Names and order are those of the published schema; what does not apply is left out.</summary>
    public static void Write(Utf8JsonWriter json, Survivor survivor)
    {
        json.WriteStartObject();
        json.WriteString("kind", Words.Kind(survivor.Kind));
        json.WriteString("class", Words.CamelCase(survivor.Class.ToString()));
        json.WriteString("fingerprint", survivor.Fingerprint);
        json.WriteString("what", survivor.What);
        json.WriteString("state", Words.CamelCase(survivor.State.ToString()));
        Text(json, "method", survivor.Method);
        Text(json, "file", survivor.File);
        Number(json, "line", survivor.Line);
        WriteFrames(json, "stack", survivor.Stack);
        WriteFrames(json, "createdAt", survivor.CreatedAt);
        Text(json, "owner", survivor.Owner);
        Text(json, "request", survivor.Request);
        Text(json, "waitsFor", survivor.WaitsFor);

        if (survivor.IsDiscarded)
        {
            json.WriteBoolean("discarded", true);
        }

        // Unlike the others null has a meaning of its own here: it is not known whether anything can complete the survivor.
        json.WritePropertyName("canComplete");
        if (survivor.CanComplete is { } can)
        {
            json.WriteBooleanValue(can);
        }
        else
        {
            json.WriteNullValue();
        }

        JsonForm.WriteStrings(json, "roots", survivor.Roots);
        Text(json, "rule", survivor.Rule);
        Text(json, "hint", survivor.Hint);
        Text(json, "excuse", survivor.Excuse);
        json.WriteNumber("count", survivor.Count);
        Number(json, "ageMs", survivor.AgeMilliseconds);
        Number(json, "dueMs", survivor.DueMilliseconds);
        Number(json, "periodMs", survivor.PeriodMilliseconds);
        Text(json, "threadName", survivor.ThreadName);
        Number(json, "threadId", survivor.ThreadId);
        if (survivor.IsForeground is { } foreground)
        {
            json.WriteBoolean("foreground", foreground);
        }

        if (survivor.Moves > 0)
        {
            json.WriteNumber("moves", survivor.Moves);
        }

        Text(json, "token", survivor.Token);
        Text(json, "traceId", survivor.TraceId);
        Text(json, "spanName", survivor.SpanName);
        Number(json, "heldBytes", survivor.HeldBytes);
        JsonForm.WriteStrings(json, "missing", survivor.Missing);
        json.WriteEndObject();
    }

    private static void WriteFrames(Utf8JsonWriter json, string name, IReadOnlyList<LeakFrame> frames)
    {
        if (frames.Count == 0)
        {
            return;
        }

        json.WriteStartArray(name);
        foreach (LeakFrame frame in frames)
        {
            json.WriteStartObject();
            json.WriteString("method", frame.Method);
            Text(json, "file", frame.File);
            Number(json, "line", frame.Line);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Text(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    private static void Number(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number && double.IsFinite(number))
        {
            json.WriteNumber(name, Math.Round(number, 1));
        }
    }
}
