using System.Reflection;

namespace LeakCheck.Patterns;

/// <summary>Finds the lines that carry a pattern's marker comment, <c>// stuck: name, name</c>.</summary>
internal static class MarkedLines
{
    private const string Marker = "// stuck: ";

    /// <summary>Line numbers, 1 and up, in rising order.</summary>
    public static IReadOnlyList<int> Of(Assembly assembly, string sourceFile, string name)
    {
        using Stream stream = assembly.GetManifestResourceStream(sourceFile)
            ?? throw new InvalidOperationException($"The source {sourceFile} is not embedded in {assembly.GetName().Name}.");
        using var reader = new StreamReader(stream);
        var lines = new List<int>();
        int number = 0;
        while (reader.ReadLine() is { } line)
        {
            number++;
            int at = line.IndexOf(Marker, StringComparison.Ordinal);
            if (at >= 0 && line[(at + Marker.Length)..].Split(',', StringSplitOptions.TrimEntries).Contains(name))
            {
                lines.Add(number);
            }
        }

        return lines;
    }
}
