namespace Suite;

/// <summary>Work that can be stopped. A leaky test forgets to.</summary>
internal sealed class Poller : IDisposable, IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private Task _loop = Task.CompletedTask;

    public static Poller Start()
    {
        var poller = new Poller();
        poller._loop = poller.RunAsync(poller._stop.Token);
        return poller;
    }

    public void Dispose()
    {
        _stop.Cancel();
        _loop.ContinueWith(_ => _stop.Dispose(), TaskScheduler.Default).GetAwaiter().GetResult();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop.ContinueWith(_ => _stop.Dispose(), TaskScheduler.Default);
    }

    private async Task RunAsync(CancellationToken stop)
    {
        while (true)
        {
            await Task.Delay(TimeSpan.FromMinutes(5), stop); // at: poller
        }
    }
}

/// <summary>Starts its poller when it is needed first.</summary>
internal sealed class LazyPoller : IAsyncDisposable
{
    private readonly object _gate = new();
    private Poller? _poller;

    public void Use()
    {
        // Tests of one class may need it at once: a second poller would be nobody's, and a leak indeed.
        lock (_gate)
        {
            _poller ??= Poller.Start();
        }
    }

    public ValueTask DisposeAsync() => _poller?.DisposeAsync() ?? default;
}

/// <summary>A thread that waits until it is told to end.</summary>
internal sealed class Worker : IDisposable
{
    private readonly ManualResetEvent _running = new(false);
    private readonly ManualResetEvent _stop = new(false);
    private readonly Thread _thread;

    public Worker(string name, bool background = true)
    {
        _thread = new Thread(Run) { Name = name, IsBackground = background };
        _thread.Start();
        _running.WaitOne();
    }

    public void Dispose()
    {
        _stop.Set();
        _thread.Join();
        _stop.Dispose();
        _running.Dispose();
    }

    private void Run()
    {
        _running.Set();
        _stop.WaitOne(); // at: worker
    }
}

internal static class Timers
{
    /// <summary>A timer that keeps itself alive until it is disposed: its state is the timer itself.</summary>
    public static Timer Start()
    {
        var timer = new Timer(static _ => { });
        timer.Change(TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(5)); // at: timer
        return timer;
    }
}
