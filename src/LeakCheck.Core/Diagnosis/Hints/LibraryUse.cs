namespace LeakCheck.Diagnosis.Hints;

/// <summary>The place in the program's own code that set a library to work.</summary>
/// <param name="Method">The program's method; null when there are several that may be it.</param>
/// <param name="Place">File and line of the call, as <c>Mail.cs:12</c>; several with "or" between.</param>
internal sealed record LibraryUse(string? Method, string Place)
{
    /// <summary>From a frame of the program's that has a line.</summary>
    public static LibraryUse At(LeakFrame frame) => new(frame.Method, PlaceOf(frame));

    /// <summary>File and line without the folder.</summary>
    public static string PlaceOf(LeakFrame frame)
    {
        string file = frame.File ?? "";
        return $"{file[(file.LastIndexOfAny(['/', '\\']) + 1)..]}:{frame.Line}";
    }
}
