namespace LeakCheck.Session;

/// <summary>How a run ended: what the adapter has to show.</summary>
/// <param name="Failure">The one failure to report as <c>LeakCheck.FinalSweep</c>; null when the run is clean.</param>
/// <param name="ClosingLine">The line that each run ends with.</param>
/// <param name="Files">Report files that were written (full paths).</param>
/// <param name="ForegroundThreads">One sentence per foreground thread that will keep the process alive, with owner and line.</param>
internal sealed record SweepOutcome(Exception? Failure, string ClosingLine, IReadOnlyList<string> Files, IReadOnlyList<string> ForegroundThreads);
