using System.Diagnostics;

namespace LeakCheck.Bench;

/// <summary>A suite of N tests with a scope around each, against the same tests bare: an ordinary suite that computes, and one that does nothing but await.</summary>
internal static class Suite
{
    private const int Rounds = 9;

    public static async IAsyncEnumerable<Row> RunAsync()
    {
        LeakScope.Detached(static () => { });
        yield return await CompareAsync("suite: ordinary test (200 us of work)", 10_000, OrdinaryAsync);
        yield return await CompareAsync("suite: test of 50 awaits", 10_000, AwaitingAsync);
    }

    private static async Task<Row> CompareAsync(string name, int tests, Func<Task> test)
    {
        await RunAsync(tests / 10, test, check: true);
        var with = new List<double>();
        var without = new List<double>();
        double bytes = 0;
        for (int round = 0; round < Rounds; round++)
        {
            without.Add(await RunAsync(tests, test, check: false));
            long before = GC.GetTotalAllocatedBytes();
            with.Add(await RunAsync(tests, test, check: true));
            bytes = (double)(GC.GetTotalAllocatedBytes() - before) / tests;
        }

        return new Row(name, tests, Measure.MedianOf(with), bytes, "same tests, no scope (tracking on)", Measure.MedianOf(without));
    }

    private static async Task<double> RunAsync(int tests, Func<Task> test, bool check)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < tests; i++)
        {
            if (check)
            {
                await CheckedAsync(test);
            }
            else
            {
                await test();
            }
        }

        return Stopwatch.GetElapsedTime(start).TotalNanoseconds / tests;
    }

    private static async Task CheckedAsync(Func<Task> test)
    {
        using LeakScope scope = LeakScope.Begin("test");
        await test();
        if (!(await scope.CheckAsync()).IsClean)
        {
            throw new InvalidOperationException("The test was not clean.");
        }
    }

    private static Task OrdinaryAsync()
    {
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start).TotalMicroseconds < 200)
        {
            Thread.SpinWait(20);
        }

        return Task.CompletedTask;
    }

    private static async Task AwaitingAsync()
    {
        for (int i = 0; i < 50; i++)
        {
            await Task.Yield();
        }
    }
}
