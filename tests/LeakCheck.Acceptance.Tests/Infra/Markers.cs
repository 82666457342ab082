namespace LeakCheck.Acceptance.Tests.Infra;

/// <summary>Lines of a suite's sources that reports must name, marked by comments of the form <c>// at: name</c>.</summary>
internal static class Markers
{
    /// <summary>File name and line of a marker: <c>Work.cs:31</c>.</summary>
    public static string Place(Suite suite, string marker)
    {
        string ending = "// at: " + marker;
        return Directory.EnumerateFiles(suite.Folder, "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => File.ReadLines(file).Select((text, index) => (text, Place: $"{Path.GetFileName(file)}:{index + 1}")))
            .Single(line => line.text.EndsWith(ending, StringComparison.Ordinal)).Place;
    }
}
