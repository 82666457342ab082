using System.Runtime.CompilerServices;

namespace LeakCheck.Patterns.Families;

/// <summary>Waits for something that somebody has to complete by hand.</summary>
internal static class Completions
{
    public static IEnumerable<Pattern> All =>
    [
        Work.Here("completion/tcs-held-by-object", control => new Answer(control).WaitAsync()) with { Method = "WaitAsync" },
        new("completion/tcs-orphan", OrphanLeaky, OrphanClean) { Method = nameof(WaitFor), IsOrphan = true },
        new("completion/infinite-delay-orphan", InfiniteDelayLeaky, InfiniteDelayClean) { Method = nameof(DelayForEver), IsOrphan = true },
        Work.Here("completion/cold-task", AwaitColdTask) with { Method = nameof(AwaitColdTask) },
        Work.Here("completion/two-wait-for-one", TwoWaitForOne) with { Method = nameof(FollowAsync) },
    ];

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Task OrphanLeaky(PatternContext context)
    {
        WatchWeakly(context, WaitFor(new TaskCompletionSource()));
        return Task.CompletedTask;
    }

    private static async Task OrphanClean(PatternContext context)
    {
        var source = new TaskCompletionSource();
        Task work = context.Watch(WaitFor(source));
        source.SetResult();
        await work;
    }

    private static async Task WaitFor(TaskCompletionSource source)
    {
        await source.Task; // stuck: completion/tcs-orphan
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Task InfiniteDelayLeaky(PatternContext context)
    {
        WatchWeakly(context, DelayForEver(CancellationToken.None));
        return Task.CompletedTask;
    }

    private static async Task InfiniteDelayClean(PatternContext context)
    {
        using var stop = new CancellationTokenSource();
        Task work = context.Watch(DelayForEver(stop.Token));
        await stop.CancelAsync();
        await Work.EndOf(work);
    }

    private static async Task DelayForEver(CancellationToken token)
    {
        await Task.Delay(Timeout.Infinite, token); // stuck: completion/infinite-delay-orphan
    }

    // Nothing can end an orphan. After the verdict it is gone when the garbage collector takes it, which also proves that nobody keeps it alive.
    private static void WatchWeakly(PatternContext context, Task work)
    {
        var weak = new WeakReference(work);
        context.Watch(() =>
        {
            if (!context.Control.Ended)
            {
                return true;
            }

            GC.Collect();
            GC.WaitForPendingFinalizers();
            return weak.IsAlive;
        });
    }

    private static async Task AwaitColdTask(WorkControl control)
    {
        var cold = new Task(static () => { });
        control.Token.Register(cold.RunSynchronously);
        await cold; // stuck: completion/cold-task
    }

    private static async Task TwoWaitForOne(WorkControl control)
    {
        Task first = FollowAsync(control.Gate);
        Task second = FollowAsync(control.Gate);
        await first;
        await second;
    }

    private static async Task FollowAsync(Task leader)
    {
        await leader; // stuck: completion/two-wait-for-one
    }

    private sealed class Answer
    {
        private readonly TaskCompletionSource<int> _source = new();

        public Answer(WorkControl control) => control.Token.Register(() => _source.TrySetResult(1));

        public async Task WaitAsync()
        {
            await _source.Task; // stuck: completion/tcs-held-by-object
        }
    }
}
