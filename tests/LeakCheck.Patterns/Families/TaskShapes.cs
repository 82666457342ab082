using System.Runtime.CompilerServices;

namespace LeakCheck.Patterns.Families;

/// <summary>Tasks made by hand and by combinators.</summary>
internal static class TaskShapes
{
    public static IEnumerable<Pattern> All =>
    [
        Work.Elsewhere("task/run-async", RunAsync) with { Method = nameof(RunAsync) },
        Work.Elsewhere("task/run-blocking", RunBlocking) with { Method = nameof(RunBlocking), Kinds = [SurvivorKind.Task, SurvivorKind.Thread], HoldsPoolThread = true },
        Work.Elsewhere("task/long-running", LongRunning) with { Method = nameof(LongRunning), Kinds = [SurvivorKind.Task, SurvivorKind.Thread] },
        Work.Elsewhere("task/factory-unwrap", FactoryUnwrap) with { Method = nameof(FactoryUnwrap) },
        Work.Elsewhere("task/attached-child", AttachedChild) with { Method = nameof(AttachedChild), Kinds = [SurvivorKind.Task, SurvivorKind.Thread] },
        Work.Here("task/continue-with-waiting", ContinueWithWaiting) with { Method = nameof(ContinueWithWaiting) },
        Work.Elsewhere("task/continue-with-running", ContinueWithRunning) with { Method = nameof(ContinueWithRunning), Kinds = [SurvivorKind.Task, SurvivorKind.Thread], HoldsPoolThread = true },
        Work.Here("task/when-all", WhenAllAsync) with { Method = nameof(PartAsync) },
        new("task/when-any-losing-delay", LosingDelayLeaky, LosingDelayClean) { Method = nameof(LosingDelayAsync), Kinds = [SurvivorKind.Timer, SurvivorKind.Task] },
        new("task/when-any-losing-work", LosingWorkLeaky, LosingWorkClean) { Method = nameof(SlowAsync) },
        new("task/wait-async-abandons", AbandonedLeaky, AbandonedClean) { Method = nameof(AbandonedAsync) },
        Work.Elsewhere("task/parallel-for-each-async", ForEachAsync) with { Method = nameof(ForEachAsync) },
        Work.Elsewhere("task/parallel-for", ParallelFor) with { Method = nameof(ParallelFor), Kinds = [SurvivorKind.Task, SurvivorKind.Thread], HoldsPoolThread = true },
        Work.Elsewhere("task/plinq", Plinq) with { Method = nameof(Plinq), Kinds = [SurvivorKind.Task, SurvivorKind.Thread], HoldsPoolThread = true },
        Work.Elsewhere("task/yield-loop", YieldLoop) with { Spins = true, Method = nameof(YieldLoop), Kinds = [SurvivorKind.Task, SurvivorKind.Thread] },
        Work.Elsewhere("task/progress", ReportsProgress) with { Method = nameof(ReportsProgress) },
    ];

    private static Task RunAsync(WorkControl control) => Task.Run(async () =>
    {
        control.Arrive();
        await control.Gate; // stuck: task/run-async
    });

    private static Task RunBlocking(WorkControl control) => Task.Run(() =>
    {
        control.Arrive();
        control.Event.Wait(); // stuck: task/run-blocking
    });

    private static Task LongRunning(WorkControl control) => Task.Factory.StartNew(
        () =>
        {
            control.Arrive();
            control.Event.Wait(); // stuck: task/long-running
        },
        CancellationToken.None,
        TaskCreationOptions.LongRunning,
        TaskScheduler.Default);

    private static Task FactoryUnwrap(WorkControl control) => Task.Factory.StartNew(
        async () =>
        {
            control.Arrive();
            await control.Gate; // stuck: task/factory-unwrap
        },
        CancellationToken.None,
        TaskCreationOptions.None,
        TaskScheduler.Default).Unwrap();

    private static Task AttachedChild(WorkControl control) => Task.Factory.StartNew(
        () =>
        {
            _ = Task.Factory.StartNew(
                () =>
                {
                    control.Arrive();
                    control.Event.Wait(); // stuck: task/attached-child
                },
                CancellationToken.None,
                TaskCreationOptions.AttachedToParent | TaskCreationOptions.LongRunning,
                TaskScheduler.Default);
        },
        CancellationToken.None,
        TaskCreationOptions.None,
        TaskScheduler.Default);

    private static Task ContinueWithWaiting(WorkControl control) => control.Gate.ContinueWith(
        static _ => Thread.Yield(), // stuck: task/continue-with-waiting
        CancellationToken.None,
        TaskContinuationOptions.None,
        TaskScheduler.Default);

    private static Task ContinueWithRunning(WorkControl control) => Task.CompletedTask.ContinueWith(
        _ =>
        {
            control.Arrive();
            control.Event.Wait(); // stuck: task/continue-with-running
        },
        TaskScheduler.Default);

    private static async Task WhenAllAsync(WorkControl control)
    {
        await Task.WhenAll(Task.CompletedTask, PartAsync(control), PartAsync(control));
    }

    private static async Task PartAsync(WorkControl control)
    {
        await control.Gate; // stuck: task/when-all
    }

    private static async Task LosingDelayLeaky(PatternContext context)
    {
        await LosingDelayAsync(context, context.Released);
    }

    private static async Task LosingDelayClean(PatternContext context)
    {
        using var stop = new CancellationTokenSource();
        await LosingDelayAsync(context, stop.Token);
        await stop.CancelAsync();
    }

    private static async Task LosingDelayAsync(PatternContext context, CancellationToken token)
    {
        Task delay = Task.Delay(TimeSpan.FromMinutes(5), token); // stuck: task/when-any-losing-delay
        context.Watch(delay);
        await Task.WhenAny(Task.CompletedTask, delay);
    }

    private static async Task LosingWorkLeaky(PatternContext context)
    {
        await Task.WhenAny(context.Watch(SlowAsync(context.Control)), Task.Delay(5));
    }

    private static async Task LosingWorkClean(PatternContext context)
    {
        using var control = new WorkControl();
        Task slow = context.Watch(SlowAsync(control));
        await Task.WhenAny(slow, Task.Delay(5));
        control.End();
        await slow;
    }

    private static async Task SlowAsync(WorkControl control)
    {
        await control.Gate; // stuck: task/when-any-losing-work
    }

    private static async Task AbandonedLeaky(PatternContext context)
    {
        Task work = context.Watch(AbandonedAsync(context.Control));
        await Work.EndOf(work.WaitAsync(TimeSpan.FromMilliseconds(5)));
    }

    private static async Task AbandonedClean(PatternContext context)
    {
        using var control = new WorkControl();
        Task work = context.Watch(AbandonedAsync(control));
        await Work.EndOf(work.WaitAsync(TimeSpan.FromMilliseconds(5)));
        control.End();
        await work;
    }

    private static async Task AbandonedAsync(WorkControl control)
    {
        await control.Gate; // stuck: task/wait-async-abandons
    }

    private static Task ForEachAsync(WorkControl control) => Parallel.ForEachAsync(
        Enumerable.Range(0, 2),
        async (_, _) =>
        {
            control.Arrive();
            await control.Gate; // stuck: task/parallel-for-each-async
        });

    // Called often enough, a delegate is compiled into the library code that calls it, and has no frame any more (docs/limits.md).
    private static Task ParallelFor(WorkControl control) => Task.Run(() =>
        Parallel.For(0, 2, new ParallelOptions { MaxDegreeOfParallelism = 1 }, [MethodImpl(MethodImplOptions.NoInlining)] (_) =>
        {
            control.Arrive();
            control.Event.Wait(); // stuck: task/parallel-for
        }));

    private static Task Plinq(WorkControl control) => Task.Run(() =>
        Enumerable.Range(0, 2).AsParallel().WithDegreeOfParallelism(1).ForAll([MethodImpl(MethodImplOptions.NoInlining)] (_) =>
        {
            control.Arrive();
            control.Event.Wait(); // stuck: task/plinq
        }));

    private static async Task YieldLoop(WorkControl control)
    {
        control.Arrive();
        while (!control.Ended)
        {
            await Task.Yield(); // stuck: task/yield-loop
        }
    }

    private static Task ReportsProgress(WorkControl control) => Task.Run(async () =>
    {
        IProgress<int> progress = new Progress<int>(static _ => { });
        control.Arrive();
        while (true)
        {
            progress.Report(1);
            await Task.Delay(20, control.Token); // stuck: task/progress
        }
    });
}
