namespace LeakCheck.Patterns;

/// <summary>Finds the lines that carry a pattern's marker comment, <c>// stuck: name, name</c>.</summary>
internal static class MarkedLines
{
    private const string Marker = "// stuck: ";

    /// <summary>Line numbers, 1 and up, in rising order.</summary>
    public static IReadOnlyList<int> Of(string sourceFile, string name)
    {
        using Stream stream = Open(sourceFile);
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

    // The corpus is spread over several assemblies, each with its own sources.
    private static Stream Open(string sourceFile)
        => AppDomain.CurrentDomain.GetAssemblies()
            .Where(assembly => assembly.GetName().Name!.StartsWith(typeof(MarkedLines).Namespace!, StringComparison.Ordinal))
            .Select(assembly => assembly.GetManifestResourceStream(sourceFile))
            .FirstOrDefault(stream => stream is not null)
            ?? throw new InvalidOperationException($"The source {sourceFile} is not embedded in an assembly of the corpus.");
}
