namespace LeakCheck.Bench;

/// <summary>N async methods that wait, owned by nobody.</summary>
internal sealed class LiveTasks : IDisposable
{
    private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task[] _tasks;

    public LiveTasks(int count) => _tasks = LeakScope.Detached(() => Enumerable.Range(0, count).Select(_ => WaitAsync()).ToArray());

    public void Dispose()
    {
        _end.SetResult();
        Task.WaitAll(_tasks);
    }

    private async Task WaitAsync() => await _end.Task;
}

/// <summary>N armed timers, owned by nobody.</summary>
internal sealed class LiveTimers : IDisposable
{
    private readonly Timer[] _timers;

    public LiveTimers(int count) => _timers = LeakScope.Detached(() => Enumerable.Range(0, count).Select(_ => new Timer(static _ => { }, null, 3_600_000, 3_600_000)).ToArray());

    public void Dispose() => Array.ForEach(_timers, t => t.Dispose());
}

/// <summary>N threads that wait, owned by nobody.</summary>
internal sealed class LiveThreads : IDisposable
{
    private readonly ManualResetEventSlim _end = new();
    private readonly Thread[] _threads;

    public LiveThreads(int count) => _threads = LeakScope.Detached(() => Enumerable.Range(0, count).Select(_ =>
    {
        var thread = new Thread(() => _end.Wait()) { IsBackground = true };
        thread.Start();
        return thread;
    }).ToArray());

    public void Dispose()
    {
        _end.Set();
        Array.ForEach(_threads, t => t.Join());
        _end.Dispose();
    }
}
