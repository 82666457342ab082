using System.Diagnostics;

namespace LeakCheck.Bench;

/// <summary>Time from the end of settling to the report of N survivors with stacks and text. Baseline: the same for one survivor.</summary>
internal static class ReportTime
{
    public static async IAsyncEnumerable<Row> RunAsync()
    {
        await ReportAsync(1);
        double one = await ReportAsync(1);
        foreach (int n in new[] { 1, 100, 10_000 })
        {
            var times = new List<double>();
            for (int round = 0; round < 5; round++)
            {
                times.Add(await ReportAsync(n));
            }

            yield return new Row("report of survivors", n, Measure.MedianOf(times), 0, "one survivor", one);
        }

        // The same question asked of a snapshot: it gives types and counts, no owner, no line, no settling.
        var walks = new List<double>();
        for (int round = 0; round < 3; round++)
        {
            walks.Add(HeapWalk.Time());
        }

        yield return new Row("heap walk on a snapshot", HeapWalk.Live, Measure.MedianOf(walks), 0, "report of one survivor", one);
    }

    private static async Task<double> ReportAsync(int count)
    {
        using var end = new CancellationTokenSource();
        using LeakScope scope = LeakScope.Begin("report", new LeakOptions { SettleMilliseconds = 50 });
        for (int i = 0; i < count; i++)
        {
            _ = WaitAsync(end.Token);
        }

        long start = Stopwatch.GetTimestamp();
        LeakReport report = await scope.CheckAsync();
        string text = report.ToString();
        double elapsed = Stopwatch.GetElapsedTime(start).TotalNanoseconds - (report.SettleMilliseconds * 1_000_000);
        if (report.LeakCount != count || text.Length == 0)
        {
            throw new InvalidOperationException($"{report.LeakCount} of {count} survivors reported.");
        }

        await end.CancelAsync();
        return elapsed;
    }

    private static async Task WaitAsync(CancellationToken end)
    {
        try
        {
            await Task.Delay(Timeout.Infinite, end);
        }
        catch (OperationCanceledException)
        {
            // The round is over.
        }
    }
}
