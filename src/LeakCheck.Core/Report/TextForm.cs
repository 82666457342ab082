namespace LeakCheck.Report;

/// <summary>A report as plain text: what a failing test shows.</summary>
internal static class TextForm
{
    /// <summary>The whole message; its first line stands alone.</summary>
    public static string Message(LeakReport report) => throw new NotImplementedException();

    /// <summary>Frames of the first leak in the form that runners parse.</summary>
    public static string StackTrace(LeakReport report) => throw new NotImplementedException();
}
