using System.Globalization;

namespace LeakCheck.Settings;

/// <summary>Turns raw values into typed ones. A value that is not allowed becomes one sentence in <see cref="Problems"/> and null. Not thread-safe.</summary>
/// <param name="startFolder">The folder in which the run was started; asked for only where a relative path needs it.</param>
internal sealed class ValueReader(Func<string> startFolder)
{
    private const string Counts = "whole numbers from 0 to 2,147,483,647";
    private const string Flags = "true and false";
    private const string VariableFlags = "1, 0, true and false";

    private readonly List<string> _problems = [];

    public IReadOnlyList<string> Problems => _problems;

    public void Add(string problem) => _problems.Add(problem);

    public int? Count(RawValue value)
    {
        if (int.TryParse(value.Number, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int count) && count >= 0)
        {
            return count;
        }

        Add(NotAllowed(value, Counts));
        return null;
    }

    public bool? Flag(RawValue value)
    {
        switch (value.Flag?.ToUpperInvariant())
        {
            case "TRUE" or "1":
                return true;
            case "FALSE" or "0":
                return false;
            default:
                Add(NotAllowed(value, value.Json is null ? VariableFlags : Flags));
                return null;
        }
    }

    public string? Text(RawValue value)
    {
        if (!string.IsNullOrWhiteSpace(value.Text))
        {
            return value.Text;
        }

        Add(NotAllowed(value, "texts that are not empty"));
        return null;
    }

    /// <summary>A path; relative ones start at the folder of <c>leakcheck.json</c>, or at the folder in which the run was started when a variable gives them.</summary>
    public string? FullPath(RawValue value)
    {
        if (!string.IsNullOrWhiteSpace(value.Text) && !value.Text.Contains('\0', StringComparison.Ordinal))
        {
            return Path.GetFullPath(Path.IsPathFullyQualified(value.Text) ? value.Text : Path.Combine(value.Folder ?? startFolder(), value.Text));
        }

        Add(NotAllowed(value, "paths"));
        return null;
    }

    /// <summary>One of the known words, whatever their case.</summary>
    public T? Word<T>(RawValue value, IReadOnlyDictionary<string, T> known)
        where T : struct
    {
        if (value.Text is { } word && Find(word, known) is { } found)
        {
            return found;
        }

        Add(NotAllowed(value, List(known.Keys), value.Text is null ? null : NearestName.Of(value.Text, known.Keys)));
        return null;
    }

    /// <summary>One or more of the known words, combined as flags. A word for nothing at all must stand alone.</summary>
    public int? Words(RawValue value, IReadOnlyDictionary<string, int> known)
    {
        if (value.Words is not { Count: > 0 } words)
        {
            Add(NotAllowed(value, $"lists of {List(known.Keys)}"));
            return null;
        }

        string[] unknown = [.. words.Where(word => Find(word, known) is null)];
        foreach (string word in unknown)
        {
            Add($"{value.Setting} contains {RawValue.Quote(word)}; allowed are {List(known.Keys)}{Hint(NearestName.Of(word, known.Keys))}.");
        }

        if (unknown.Length > 0)
        {
            return null;
        }

        int[] flags = [.. words.Select(word => Find(word, known)!.Value)];
        if (flags.Length > 1 && flags.Contains(0))
        {
            Add(NotAllowed(value, $"lists of {List(known.Keys)}, where 'none' stands alone"));
            return null;
        }

        return flags.Aggregate((all, flag) => all | flag);
    }

    public static string NotAllowed(RawValue value, string allowed, string? nearest = null) =>
        $"{value.Setting} is {(value.Text is { } text && string.IsNullOrWhiteSpace(text) ? "empty" : value.Shown)}; allowed are {allowed}{Hint(nearest)}.";

    public static string Unknown(string place, string name, IReadOnlyCollection<string> known) =>
        $"{place}: {RawValue.Quote(name)} is not a setting; allowed are {List(known)}{Hint(NearestName.Of(name, known))}.";

    private static string Hint(string? nearest) => nearest is null ? "" : $" (did you mean '{nearest}'?)";

    private static string List(IEnumerable<string> names)
    {
        string[] all = [.. names];
        return all.Length == 1 ? all[0] : $"{string.Join(", ", all[..^1])} and {all[^1]}";
    }

    private static T? Find<T>(string word, IReadOnlyDictionary<string, T> known)
        where T : struct
    {
        foreach ((string name, T value) in known)
        {
            if (name.Equals(word, StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }

        return null;
    }
}
