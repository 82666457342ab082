using LeakCheck.Patterns;

namespace LeakCheck.IsolatedHost;

/// <summary>Counts of one run of the corpus.</summary>
internal sealed record RunTotals(int Runs, int Wrong, int Skipped);

/// <summary>Runs twins as the options say and prints each wrong answer.</summary>
internal static class CorpusRun
{
    public static async Task<RunTotals> RunAsync(IReadOnlyList<Pattern> patterns, HostOptions options, TextWriter output)
    {
        bool fresh = options.Isolated || options.IsChild || options.SelfCheck;
        Pattern[] runnable = [.. patterns.Where(pattern => pattern.CanRunHere && (fresh || !pattern.NeedsFreshProcess))];
        (Pattern Pattern, Twin Twin)[] runs =
        [
            .. Enumerable.Repeat(runnable, options.Repeat).SelectMany(round => round)
                .SelectMany(pattern => options.Twins.Select(twin => (pattern, twin)))
                .SelectMany(run => Enumerable.Repeat(run, options.Twice && !options.Isolated ? 2 : 1)),
        ];
        if (!options.Starve && options.Parallel > 1)
        {
            // Patterns that hold a pool thread must not starve their neighbours; starvation is a mode of its own.
            ThreadPool.SetMinThreads(options.Parallel + 32, 32);
        }

        using Starvation? starvation = options.Starve ? Starvation.Begin() : null;
        int wrong = 0;
        bool isFirst = options.IsChild;
        await Parallel.ForEachAsync(
            runs,
            new ParallelOptions { MaxDegreeOfParallelism = options.Parallel },
            async (run, _) =>
            {
                IReadOnlyList<string> answers = await AskAsync(run.Pattern, run.Twin, options, isFirst);
                isFirst = false;
                Interlocked.Add(ref wrong, answers.Count);
                foreach (string answer in answers)
                {
                    await output.WriteLineAsync($"WRONG {run.Pattern.Name} ({run.Twin}) {answer}");
                }
            });
        return new RunTotals(runs.Length, wrong, patterns.Count - runnable.Length);
    }

    private static async Task<IReadOnlyList<string>> AskAsync(Pattern pattern, Twin twin, HostOptions options, bool isFirst)
    {
        if (options.SelfCheck)
        {
            return await SelfCheck.RunAsync(pattern, twin) is { } problem ? [problem] : [];
        }

        return options.Isolated
            ? await ChildRun.AskAsync(pattern, twin, options)
            : await PatternRun.RunAsync(pattern, twin, isFirst, twin == Twin.Leaky ? options.Settle : null, sweep: options.IsChild && isFirst && !options.Twice);
    }
}
