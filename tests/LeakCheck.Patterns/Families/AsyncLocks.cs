namespace LeakCheck.Patterns.Families;

/// <summary>Asynchronous mutual exclusion that is never given back.</summary>
internal static class AsyncLocks
{
    public static IEnumerable<Pattern> All =>
    [
        Work.Here("lock/semaphore-never-released", WaitForSemaphore) with { Method = nameof(WaitForSemaphore) },
        Work.Here("lock/semaphore-with-token", WaitWithToken) with { Method = nameof(WaitWithToken) },
        Work.Here("lock/async-lock-taken-twice", TakeTwice) with { Method = nameof(TakeTwice) },
        Work.Here("lock/async-manual-reset", WaitForSignal) with { Method = nameof(WaitForSignal) },
        Work.Here("lock/queue-of-waiters", QueueOfWaiters) with { Method = nameof(WaitTurnAsync) },
    ];

    private static async Task WaitForSemaphore(WorkControl control)
    {
        var semaphore = new SemaphoreSlim(1);
        await semaphore.WaitAsync();
        control.Token.Register(() => semaphore.Release());
        await semaphore.WaitAsync(); // stuck: lock/semaphore-never-released
        semaphore.Release();
    }

    private static async Task WaitWithToken(WorkControl control)
    {
        using var semaphore = new SemaphoreSlim(0);
        await semaphore.WaitAsync(control.Token); // stuck: lock/semaphore-with-token
    }

    private static async Task TakeTwice(WorkControl control)
    {
        var sync = new AsyncLock();
        IDisposable first = await sync.TakeAsync();
        control.Token.Register(first.Dispose);
        using IDisposable second = await sync.TakeAsync(); // stuck: lock/async-lock-taken-twice
    }

    private static async Task WaitForSignal(WorkControl control)
    {
        var signal = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        control.Token.Register(() => signal.TrySetResult());
        await signal.Task; // stuck: lock/async-manual-reset
    }

    private static async Task QueueOfWaiters(WorkControl control)
    {
        using var semaphore = new SemaphoreSlim(0);
        control.Token.Register(() => semaphore.Release());
        await Task.WhenAll(WaitTurnAsync(semaphore), WaitTurnAsync(semaphore));
    }

    private static async Task WaitTurnAsync(SemaphoreSlim semaphore)
    {
        await semaphore.WaitAsync(); // stuck: lock/queue-of-waiters
        semaphore.Release();
    }

    private sealed class AsyncLock
    {
        private readonly SemaphoreSlim _semaphore = new(1);

        // Not async: the await that stands still is the caller's.
        public Task<IDisposable> TakeAsync()
        {
            Task wait = _semaphore.WaitAsync();
            return wait.ContinueWith<IDisposable>(
                static (_, state) => new Lease((SemaphoreSlim)state!),
                _semaphore,
                CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
        }

        private sealed class Lease(SemaphoreSlim semaphore) : IDisposable
        {
            public void Dispose() => semaphore.Release();
        }
    }
}
