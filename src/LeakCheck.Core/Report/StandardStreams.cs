namespace LeakCheck.Report;

/// <summary>Lines for the console of a run. A console that takes none, such as a file on a full disk, costs the line and never the verdict.</summary>
internal static class StandardStreams
{
    public static void WriteLine(string line) => WriteLine(Console.Out, line);

    public static void WriteErrorLine(string line) => WriteLine(Console.Error, line);

    private static void WriteLine(TextWriter writer, string line)
    {
        try
        {
            writer.WriteLine(line);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // There is nobody left to tell.
        }
    }
}
