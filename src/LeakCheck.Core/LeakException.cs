namespace LeakCheck;

/// <summary>
/// Thrown when work outlives its scope. The message begins with <c>LeakCheck: </c>; the stack trace is the leak's: the stuck line first, the test last,
/// so that a click or an annotation lands on the line to mend.
/// </summary>
public sealed class LeakException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="report">The report to show.</param>
    public LeakException(LeakReport report)
        : base(LeakCheck.Report.TextForm.Message(report)) => Report = report;

    /// <param name="report">The report to show.</param>
    /// <param name="first">What must be said before it.</param>
    internal LeakException(LeakReport report, Exception first)
        : base(first.Message + Environment.NewLine + Environment.NewLine + LeakCheck.Report.TextForm.Message(report), first) => Report = report;

    /// <summary>The frozen report.</summary>
    public LeakReport Report { get; }

    /// <inheritdoc/>
    public override string? StackTrace => LeakCheck.Report.TextForm.StackTrace(Report);
}
