using System.Globalization;

namespace LeakCheck.Report;

/// <summary>Numbers, times and names of things as every text form writes them, in the invariant culture.</summary>
internal static class Words
{
    private static readonly CultureInfo s_culture = CultureInfo.InvariantCulture;

    /// <summary><c>1,204</c>.</summary>
    public static string Number(long value) => value.ToString("N0", s_culture);

    /// <summary><c>1 leak</c>, <c>1,204 scopes</c>: the noun takes an s unless the count is one.</summary>
    public static string Count(long value, string noun) => $"{Number(value)} {noun}{(value == 1 ? "" : "s")}";

    /// <summary><c>140 ms</c>, <c>28.4 s</c>, <c>10 min</c>, <c>2 h</c>, <c>3 days</c>.</summary>
    public static string Duration(double milliseconds) => milliseconds switch
    {
        < 0 => "0 ms",
        < 999.5 => Round(milliseconds, 0) + " ms",
        < 59_950 => Round(milliseconds / 1000, 1) + " s",
        < 3_597_000 => Round(milliseconds / 60_000, 1) + " min",
        < 172_800_000 => Round(milliseconds / 3_600_000, 1) + " h",
        _ => Round(milliseconds / 86_400_000, 1) + " days",
    };

    /// <summary><c>812 B</c>, <c>3.1 MB</c>.</summary>
    public static string Bytes(long bytes) => bytes switch
    {
        < 1_000 => Number(bytes) + " B",
        < 1_000_000 => Round(bytes / 1e3, 1) + " kB",
        < 1_000_000_000 => Round(bytes / 1e6, 1) + " MB",
        _ => Round(bytes / 1e9, 1) + " GB",
    };

    /// <summary>The value of <c>kind</c> in every form: <c>task</c>, <c>timer</c>, <c>thread</c>.</summary>
    public static string Kind(SurvivorKind kind) => kind switch
    {
        SurvivorKind.Task => "task",
        SurvivorKind.Timer => "timer",
        _ => "thread",
    };

    /// <summary>Kind and name in columns: <c>task   Poller.RunAsync</c>. A thread without a name is called one once: <c>thread 12</c>.</summary>
    public static string KindAndName(Survivor survivor)
    {
        string kind = Kind(survivor.Kind);
        bool isSaid = survivor.Kind == SurvivorKind.Thread && survivor.What.StartsWith(kind + " ", StringComparison.Ordinal);
        return isSaid ? survivor.What : $"{kind,-6} {survivor.What}";
    }

    /// <summary>The class in words: <c>leak</c>, <c>process-wide</c>, <c>library</c>, ...</summary>
    public static string Class(SurvivorClass value) => value switch
    {
        SurvivorClass.ProcessWide => "process-wide",
        _ => CamelCase(value.ToString()),
    };

    /// <summary>An enum member's name as JSON writes it: <c>ProcessWide</c> becomes <c>processWide</c>.</summary>
    public static string CamelCase(string name) => char.ToLowerInvariant(name[0]) + name[1..];

    /// <summary>The text on one line: control characters, which a display name may hold, become spaces.</summary>
    public static string OneLine(string text)
    {
        return text.Any(Breaks) ? string.Concat(text.Select(c => Breaks(c) ? ' ' : c)) : text;

        static bool Breaks(char c) => char.IsControl(c) || c is '\u2028' or '\u2029';
    }

    /// <summary>The text, cut to a length with three dots when it is longer.</summary>
    public static string Cut(string text, int length) => text.Length <= length ? text : string.Concat(text.AsSpan(0, length - 3), "...");

    private static string Round(double value, int digits) =>
        Math.Round(value, digits, MidpointRounding.AwayFromZero).ToString(digits == 0 ? "0" : "0.#", s_culture);
}
