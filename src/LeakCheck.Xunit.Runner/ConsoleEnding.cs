using LeakCheck.Report;
using LeakCheck.Session;

namespace LeakCheck.Adapters;

/// <summary>The end of a run in a plain executable. On standard error, because a runner may read results from standard output.</summary>
internal static class ConsoleEnding
{
    /// <summary>Names foreground threads at once, before the runner begins to wait for them, and writes the closing line below the runner's summary.</summary>
    public static void Show(SweepOutcome outcome)
    {
        foreach (string line in outcome.ForegroundThreads)
        {
            StandardStreams.WriteErrorLine("LeakCheck: " + line);
        }

        AppDomain.CurrentDomain.ProcessExit += (_, _) => StandardStreams.WriteErrorLine(outcome.ClosingLine);
    }

    /// <summary>Puts the final sweep off to the end of the process, where it can still change the exit code but is no entry of the runner's summary.</summary>
    public static void SweepAtExit() => AppDomain.CurrentDomain.ProcessExit += (_, _) =>
    {
        SweepOutcome outcome = LeakSession.FinishAsync().GetAwaiter().GetResult();
        if (outcome.Failure is { } failure)
        {
            StandardStreams.WriteErrorLine($"{LeakSession.SweepName} [FAIL]{Environment.NewLine}{failure.Message}{Environment.NewLine}{failure.StackTrace}");
            Environment.ExitCode = 1;
        }

        StandardStreams.WriteErrorLine(outcome.ClosingLine);
    };
}
