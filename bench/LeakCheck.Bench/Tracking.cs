using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace LeakCheck.Bench;

/// <summary>
/// What tracking costs the code under test: the same operations in a child process without the engine and in one with it, in turn.
/// </summary>
internal static class Tracking
{
    public const string ChildVerb = "--child";
    private const int Rounds = 7;

    private static readonly (string Name, int Count, Func<int, Task> Run)[] s_operations =
    [
        ("await that suspends (Task.Yield)", 300_000, YieldAsync),
        ("await that completes at once", 3_000_000, CompletedAsync),
        ("Task.Run", 200_000, RunTasksAsync),
        ("timer armed and disposed", 200_000, ArmAsync),
        ("thread started and joined", 2_000, StartThreadsAsync),
    ];

    public static async IAsyncEnumerable<Row> RunAsync()
    {
        foreach ((string name, int count, _) in s_operations)
        {
            var with = new List<(double Ns, double Bytes)>();
            var without = new List<(double Ns, double Bytes)>();
            for (int round = 0; round < Rounds; round++)
            {
                without.Add(Child(name, "off"));
                with.Add(Child(name, "on"));
            }

            yield return new Row(
                "tracking: " + name, count, Measure.MedianOf(with.Select(x => x.Ns)), Measure.MedianOf(with.Select(x => x.Bytes)), "without LeakCheck", Measure.MedianOf(without.Select(x => x.Ns)));
        }

        await Task.CompletedTask;
    }

    /// <summary>Runs one operation and prints nanoseconds and bytes of one repetition.</summary>
    public static async Task<int> RunChildAsync(string[] args)
    {
        (_, int count, Func<int, Task> run) = s_operations.Single(o => o.Name == args[0]);
        LeakScope? scope = args[1] == "on" ? LeakScope.Begin("tracking", new LeakOptions { SettleMilliseconds = 0 }) : null;
        await run(count / 10);
        await run(count / 10);
        long bytes = GC.GetTotalAllocatedBytes();
        long start = Stopwatch.GetTimestamp();
        await run(count);
        double ns = Stopwatch.GetElapsedTime(start).TotalNanoseconds / count;
        double allocated = (double)(GC.GetTotalAllocatedBytes() - bytes) / count;
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{ns} {allocated}"));
        scope?.Dispose();
        return 0;
    }

    private static (double Ns, double Bytes) Child(string name, string mode)
    {
        string[] figures = ChildProcess.Run(Environment.ProcessPath!, [ChildVerb, name, mode]).Split(' ');
        return (double.Parse(figures[0], CultureInfo.InvariantCulture), double.Parse(figures[1], CultureInfo.InvariantCulture));
    }

    private static async Task YieldAsync(int count)
    {
        for (int i = 0; i < count; i++)
        {
            await SuspendAsync();
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task SuspendAsync() => await Task.Yield();

    private static async Task CompletedAsync(int count)
    {
        for (int i = 0; i < count; i++)
        {
            await CompleteAsync();
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task CompleteAsync() => await Task.CompletedTask;

    private static async Task RunTasksAsync(int count)
    {
        for (int i = 0; i < count; i++)
        {
            await Task.Run(static () => { });
        }
    }

    private static Task ArmAsync(int count)
    {
        for (int i = 0; i < count; i++)
        {
            new Timer(static _ => { }, null, 100_000, Timeout.Infinite).Dispose();
        }

        return Task.CompletedTask;
    }

    private static Task StartThreadsAsync(int count)
    {
        for (int i = 0; i < count; i++)
        {
            var thread = new Thread(static () => { });
            thread.Start();
            thread.Join();
        }

        return Task.CompletedTask;
    }
}
