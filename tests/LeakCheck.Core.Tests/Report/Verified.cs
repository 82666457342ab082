namespace LeakCheck.Core.Tests.Report;

/// <summary>Whole expected texts, kept as <c>*.verified.*</c> files beside the tests.</summary>
internal static class Verified
{
    /// <summary>Compares a text with its expected file. Where they differ the text is left beside the test assembly as <c>name.received</c>.</summary>
    public static void Check(string name, string actual)
    {
        string expected = Text(name).TrimEnd('\n');
        if (actual != expected)
        {
            File.WriteAllText(Path.Combine(AppContext.BaseDirectory, name + ".received"), actual + "\n");
        }

        actual.Should().Be(expected);
    }

    public static string Text(string name)
    {
        using Stream stream = typeof(Verified).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"There is no embedded file {name}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
