using System.Text.Json;

namespace LeakCheck.Settings;

/// <summary>
/// A value as the file or the environment gives it, before it is judged. What the value could stand for is set, the rest is null:
/// a variable may stand for anything, a JSON number only for a number.
/// </summary>
/// <param name="Setting">The setting as the user knows it: <c>leakcheck.json: tolerance</c>, <c>LEAKCHECK_TOLERANCE</c>.</param>
/// <param name="Shown">The value as a message shows it: one line, shortened.</param>
internal sealed record RawValue(string Setting, string Shown)
{
    private const int LongestShown = 80;

    public string? Text { get; private init; }

    public string? Number { get; private init; }

    public string? Flag { get; private init; }

    /// <summary>The words of a list, or of a text with commas.</summary>
    public IReadOnlyList<string>? Words { get; private init; }

    /// <summary>The whole JSON value; null for a variable.</summary>
    public JsonElement? Json { get; private init; }

    /// <summary>Folder against which a relative path is resolved.</summary>
    public string? Folder { get; private init; }

    public static RawValue OfVariable(string name, string text)
    {
        string value = text.Trim();
        return new RawValue(name, Quote(value)) { Text = value, Number = value, Flag = value, Words = Split(value) };
    }

    public static RawValue OfJson(string setting, JsonElement value, string? folder = null)
    {
        string? text = value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        return new RawValue(setting, text is null ? Shorten(value.GetRawText()) : Quote(text))
        {
            Text = text,
            Number = value.ValueKind == JsonValueKind.Number ? value.GetRawText() : null,
            Flag = value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetRawText() : null,
            Words = text is null ? Items(value) : Split(text),
            Json = value,
            Folder = folder,
        };
    }

    public static string Quote(string text) => $"'{Shorten(text)}'";

    private static string[] Split(string text) => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static string[]? Items(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String)
            ? [.. value.EnumerateArray().Select(item => item.GetString()!.Trim())]
            : null;

    private static string Shorten(string text)
    {
        string line = string.Join(' ', text.Split([' ', '\t', '\r', '\n', '\0'], StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= LongestShown ? line : string.Concat(line.AsSpan(0, LongestShown), "...");
    }
}
