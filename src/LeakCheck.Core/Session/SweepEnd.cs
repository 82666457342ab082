using LeakCheck.Report;
using LeakCheck.Rules;
using LeakCheck.Scopes;
using LeakCheck.Settings;

namespace LeakCheck.Session;

/// <summary>Turns the end of a run into what the adapter shows: the one failure, the closing line, the files, and the threads that will keep the process alive.</summary>
internal static class SweepEnd
{
    /// <param name="report">What is known of the run.</param>
    /// <param name="deferred">Reports with leaks that no framework has shown yet.</param>
    /// <param name="run">Settings of the process.</param>
    /// <param name="baseline">The baseline; null when there is none.</param>
    public static SweepOutcome Of(RunReport report, IReadOnlyList<LeakReport> deferred, RunSettings run, Baseline? baseline)
    {
        if (run.BaselineUpdate && baseline is not null)
        {
            report = report with { Problems = [.. report.Problems, .. baseline.Update()] };
        }

        Exception? failure = FailureOf(report, deferred, run);
        IReadOnlyList<string> files = [];
        if (run.ReportDirectory is { } directory)
        {
            WrittenFiles written = ReportFiles.Write(directory, run.Reports, report);
            files = written.Files;

            // A report that could not be written is said aloud; it does not change what the tests have shown.
            report = report with { Problems = [.. report.Problems, .. written.Problems] };
            foreach (string problem in written.Problems)
            {
                StandardStreams.WriteErrorLine("LeakCheck: " + problem);
            }
        }

        Announce(report);
        return new SweepOutcome(failure, ClosingLine.Of(report), files, [.. ForegroundThreads(report.Reports)]);
    }

    /// <summary>What a build host turns into annotations, and the places that leak most where more than one test leaks.</summary>
    private static void Announce(RunReport report)
    {
        SourceView view = SourceView.OfThisMachine();
        foreach (string line in HostAnnotations.Lines(report, view, Environment.GetEnvironmentVariable).Concat(RunText.TopPlaces(report, view)))
        {
            StandardStreams.WriteLine(line);
        }
    }

    private static Exception? FailureOf(RunReport report, IReadOnlyList<LeakReport> deferred, RunSettings run)
    {
        var problems = new List<string>(report.Problems);
        problems.AddRange(report.HooksNeverRun.Select(name =>
            $"[assembly: VerifyNoLeaks] in {name} had no effect: no test was checked. Reference the LeakCheck package of the framework that runs these tests."));
        LeakSettingsException? settings = problems.Count > 0 ? new LeakSettingsException(problems) : null;
        IReadOnlyList<LeakReport> failing = [.. deferred, .. report.Sweep is { IsClean: false } sweep && run.Mode == RunMode.Fail ? [sweep] : Array.Empty<LeakReport>()];
        LeakReport? leaks = failing.Count switch { 0 => null, 1 => failing[0], _ => Joined(failing) };
        return (settings, leaks) switch
        {
            (null, null) => null,
            (_, null) => settings,
            (null, _) => new LeakException(leaks),
            _ => new LeakException(leaks, settings),
        };
    }

    /// <summary>Several reports as the one that is shown: the last, with the survivors of all, each under its own owner.</summary>
    private static LeakReport Joined(IReadOnlyList<LeakReport> reports) => reports[^1] with
    {
        Kind = ScopeKind.Sweep,
        Scope = "the test run",
        Place = null,
        Survivors = [.. reports.SelectMany(r => r.Survivors.Select(s => s with { Owner = s.Owner ?? (r.Kind == ScopeKind.Sweep ? null : r.Scope) })).OrderBy(s => s.Class)],
    };

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
