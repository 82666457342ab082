namespace LeakCheck.Bench;

/// <summary>
/// Begin and check of a scope that leaves nothing, beside N live tasks, timers or threads that are none of its business. Baseline: what people write by hand,
/// a count of timers, pool items and threads before and after with a fixed sleep, here without its sleep.
/// </summary>
internal static class CleanCheck
{
    private static readonly int[] s_sizes = [0, 1_000, 100_000, 1_000_000];

    public static async IAsyncEnumerable<Row> RunAsync()
    {
        LeakScope.Detached(static () => { });
        foreach (int n in s_sizes)
        {
            using (var tasks = new LiveTasks(n))
            {
                yield return Row("clean-check beside tasks", n);
            }

            using (var timers = new LiveTimers(n))
            {
                yield return Row("clean-check beside timers", n);
                yield return Row("clean-check with a timer, beside timers", n, ArmAndCheck);
            }
        }

        foreach (int n in new[] { 10, 100 })
        {
            using var threads = new LiveThreads(n);
            yield return Row("clean-check beside threads", n);
        }

        for (int earlier = 0; earlier < 100_000; earlier++)
        {
            Check();
        }

        yield return Row("clean-check after earlier tests", 100_000);
        await Task.CompletedTask;
    }

    private static Row Row(string name, int n, Action? operation = null)
    {
        (double ns, double bytes) = Measure.Median(200, operation ?? Check);
        (double baseline, _) = Measure.Median(200, CountByHand);
        return new Row(name, n, ns, bytes, "count by hand, without its sleep", baseline);
    }

    private static void Check()
    {
        using LeakScope scope = LeakScope.Begin("bench");
        ThrowUnlessClean(scope.CheckAsync());
    }

    private static void ArmAndCheck()
    {
        using LeakScope scope = LeakScope.Begin("bench");
        new Timer(static _ => { }, null, 100_000, Timeout.Infinite).Dispose();
        ThrowUnlessClean(scope.CheckAsync());
    }

    /// <summary>While the pool has work queued the check goes to the end of the queue first, which counts.</summary>
    private static void ThrowUnlessClean(ValueTask<LeakReport> check)
    {
        LeakReport report = check.IsCompleted ? check.Result : check.AsTask().GetAwaiter().GetResult();
        if (!report.IsClean)
        {
            throw new InvalidOperationException("The scope was not clean.");
        }
    }

    private static void CountByHand()
    {
        long before = Timer.ActiveCount + ThreadPool.PendingWorkItemCount + System.Diagnostics.Process.GetCurrentProcess().Threads.Count;
        long after = Timer.ActiveCount + ThreadPool.PendingWorkItemCount + System.Diagnostics.Process.GetCurrentProcess().Threads.Count;
        GC.KeepAlive(after - before);
    }
}
