namespace LeakCheck.Docs.Tests;

/// <summary>A <c>#region</c> of a compiled source file.</summary>
internal static class Snippet
{
    /// <summary>Reads a region without its indentation.</summary>
    /// <param name="reference">File relative to the root, <c>#</c>, name of the region.</param>
    public static IReadOnlyList<string> Read(string reference)
    {
        string[] parts = reference.Split('#');
        if (parts.Length != 2 || !File.Exists(Repository.FullPath(parts[0])))
        {
            throw new InvalidDataException($"'{reference}' is not 'file#region' with a file that exists.");
        }

        string[] region =
        [
            .. Repository.Lines(parts[0])
                .SkipWhile(line => line.Trim() != "#region " + parts[1])
                .Skip(1)
                .TakeWhile(line => line.Trim() != "#endregion"),
        ];
        if (region.Length == 0)
        {
            throw new InvalidDataException($"{parts[0]} has no region '{parts[1]}'.");
        }

        int indent = region.Where(line => line.Length > 0).Min(line => line.Length - line.TrimStart().Length);
        return [.. region.Select(line => line.Length == 0 ? line : line[indent..])];
    }
}
