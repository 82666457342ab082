using LeakCheck.Report;
using LeakCheck.Scopes;
using LeakCheck.Settings;

namespace LeakCheck.Session;

/// <summary>Turns the end of a run into what the adapter shows: the one failure, the closing line, the files, and the threads that will keep the process alive.</summary>
internal static class SweepEnd
{
    public static SweepOutcome Of(RunReport report, RunSettings run, IReadOnlyList<LeakReport> reports)
    {
        IReadOnlyList<string> files = [];
        if (run.ReportDirectory is { } directory)
        {
            WrittenFiles written = ReportFiles.Write(directory, run.Reports, report);
            files = written.Files;
            report = report with { Problems = [.. report.Problems, .. written.Problems] };
        }

        return new SweepOutcome(FailureOf(report, run), ClosingLine.Of(report), files, [.. ForegroundThreads(reports.Append(report.Sweep).OfType<LeakReport>())]);
    }

    private static Exception? FailureOf(RunReport report, RunSettings run)
    {
        var problems = new List<string>(run.Problems);
        problems.AddRange(report.HooksNeverRun.Select(name =>
            $"[assembly: VerifyNoLeaks] in {name} had no effect: no test was checked. Reference the LeakCheck package of the framework that runs these tests."));
        if (problems.Count > 0)
        {
            return new LeakSettingsException(problems);
        }

        return report.Sweep is { IsClean: false } sweep && run.Mode == RunMode.Fail ? new LeakException(sweep) : null;
    }

    private static List<string> ForegroundThreads(IEnumerable<LeakReport> reports)
    {
        ILookup<int, (string Scope, Survivor Survivor)> known = reports
            .SelectMany(r => r.Survivors.Where(s => s.ThreadId is not null).Select(s => (r.Scope, Survivor: s)))
            .ToLookup(x => x.Survivor.ThreadId!.Value);
        var sentences = new List<string>();
        foreach (ThreadSlot slot in ThreadSlots.All)
        {
            LeakScope? owner = slot.Owner ?? slot.ReportedFor;
            if (owner is null || !IsForeground(slot.Thread))
            {
                continue;
            }

            Survivor? survivor = known[slot.Thread.ManagedThreadId].Select(x => x.Survivor).FirstOrDefault();
            string name = string.IsNullOrEmpty(slot.Thread.Name) ? $"Thread {slot.Thread.ManagedThreadId}" : $"Thread \"{slot.Thread.Name}\"";
            string line = survivor is { File: not null } ? $", stands at {survivor.Method} ({survivor.File}:{survivor.Line})" : survivor?.Method is { } method ? $", stands at {method}" : "";
            sentences.Add($"{name} (foreground) keeps the process alive: started by {owner.Name}{line}.");
        }

        return sentences;
    }

    private static bool IsForeground(Thread thread)
    {
        try
        {
            return thread.IsAlive && !thread.IsBackground;
        }
        catch (ThreadStateException)
        {
            // Ended between the two questions.
            return false;
        }
    }
}
