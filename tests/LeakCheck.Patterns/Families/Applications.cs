using System.Threading.Channels;

namespace LeakCheck.Patterns.Families;

/// <summary>The small background machines that applications consist of.</summary>
internal static class Applications
{
    private static readonly IReadOnlyList<SurvivorKind> TaskOrTimer = [SurvivorKind.Task, SurvivorKind.Timer];

    public static IEnumerable<Pattern> All =>
    [
        Work.Here("app/retry-with-backoff", control => RetryAsync(control.Token)) with { Method = nameof(RetryAsync), Kinds = TaskOrTimer },
        Work.Disposable("app/cache-refresh", _ => new RefreshedCache(), cache => !cache.IsDisposed) with { Method = nameof(RefreshedCache), Kinds = [SurvivorKind.Timer] },
        Work.Disposable("app/queue-worker", _ => new QueueWorker(), worker => !worker.Loop.IsCompleted) with { Method = "QueueWorker.RunAsync" },
        Work.Here("app/debounce", control => DebounceAsync(control.Token)) with { Method = nameof(DebounceAsync), Kinds = TaskOrTimer },
        Work.Disposable("app/heartbeat", _ => new Heartbeat(), beat => !beat.Loop.IsCompleted) with { Method = "Heartbeat.BeatAsync", Kinds = TaskOrTimer },
        Work.Here("app/poller-without-token", PollAsync) with { Method = nameof(PollAsync), Kinds = TaskOrTimer },
        Work.Disposable("app/batch-flush", _ => new Batch(), batch => !batch.IsDisposed) with { Method = nameof(Batch), Kinds = [SurvivorKind.Timer] },
        Work.Here("app/fire-and-forget-in-loop", control => HandleAllAsync(control)) with { Method = nameof(HandleAsync) },
        Work.Elsewhere("app/lease-renewal", RenewAsync) with { Method = nameof(RenewAsync), Kinds = TaskOrTimer },
        Work.Here("app/throttled-fan-out", FanOutAsync) with { Method = nameof(CallAsync) },
        Work.Elsewhere("app/event-handler-async-void", RaiseAsync) with { Method = nameof(RaiseAsync) },
        Work.Here("app/pipeline-of-stages", StagesAsync) with { Method = nameof(StageAsync) },
    ];

    private static async Task RetryAsync(CancellationToken token)
    {
        TimeSpan pause = TimeSpan.FromMilliseconds(10);
        while (true)
        {
            try
            {
                await FailAsync();
            }
            catch (IOException)
            {
                await Task.Delay(pause, token); // stuck: app/retry-with-backoff
                pause *= 2;
            }
        }
    }

    private static async Task FailAsync()
    {
        await Task.CompletedTask;
        throw new IOException("The server is away.");
    }

    private static async Task DebounceAsync(CancellationToken token)
    {
        using CancellationTokenSource latest = CancellationTokenSource.CreateLinkedTokenSource(token);
        await Task.Delay(TimeSpan.FromMinutes(1), latest.Token); // stuck: app/debounce
    }

    private static async Task PollAsync(WorkControl control)
    {
        while (!control.Ended)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(25)); // stuck: app/poller-without-token
        }
    }

    private static async Task HandleAllAsync(WorkControl control)
    {
        Task last = Task.CompletedTask;
        for (int i = 0; i < 3; i++)
        {
            last = HandleAsync(control);
        }

        await last;
    }

    private static async Task HandleAsync(WorkControl control)
    {
        await control.Gate; // stuck: app/fire-and-forget-in-loop
    }

    private static Task RenewAsync(WorkControl control) => Task.Run(async () =>
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (await timer.WaitForNextTickAsync(control.Token).ConfigureAwait(false)) // stuck: app/lease-renewal
        {
            control.Arrive();
        }
    });

    private static async Task FanOutAsync(WorkControl control)
    {
        using var slots = new SemaphoreSlim(1);
        await Task.WhenAll(CallAsync(slots, control), CallAsync(slots, control));
    }

    private static async Task CallAsync(SemaphoreSlim slots, WorkControl control)
    {
        await slots.WaitAsync(); // stuck: app/throttled-fan-out
        await control.Gate; // stuck: app/throttled-fan-out
        slots.Release();
    }

    private static Task RaiseAsync(WorkControl control)
    {
        var ended = new TaskCompletionSource();
        EventHandler handler = async (_, _) =>
        {
            await Task.Yield();
            control.Arrive();
            await control.Gate; // stuck: app/event-handler-async-void
            ended.SetResult();
        };
        handler(null, EventArgs.Empty);
        return ended.Task;
    }

    private static async Task StagesAsync(WorkControl control)
    {
        var first = Channel.CreateUnbounded<int>();
        var second = Channel.CreateUnbounded<int>();
        control.Token.Register(() => first.Writer.TryComplete());
        await Task.WhenAll(StageAsync(first.Reader, second.Writer), StageAsync(second.Reader, null));
    }

    private static async Task StageAsync(ChannelReader<int> input, ChannelWriter<int>? output)
    {
        while (await input.WaitToReadAsync()) // stuck: app/pipeline-of-stages
        {
            input.TryRead(out _);
        }

        output?.Complete();
    }

    private sealed class RefreshedCache : IDisposable
    {
        private readonly Dictionary<string, int> _values = [];
        private readonly Timer _refresh;

        public RefreshedCache() => _refresh = new Timer(Refresh, null, 0, 25); // stuck: app/cache-refresh

        public bool IsDisposed { get; private set; }

        public void Dispose()
        {
            _refresh.Dispose();
            IsDisposed = true;
        }

        private void Refresh(object? state)
        {
            lock (_values)
            {
                _values["refreshed"] = Environment.TickCount;
            }
        }
    }

    private sealed class Batch : IDisposable
    {
        private readonly System.Timers.Timer _flush = new(25);
        private int _flushed;

        public Batch()
        {
            _flush.Elapsed += (_, _) => _flushed++;
            _flush.Start(); // stuck: app/batch-flush
        }

        public bool IsDisposed { get; private set; }

        public void Dispose()
        {
            _flush.Dispose();
            IsDisposed = true;
        }
    }

    private sealed class QueueWorker : IDisposable
    {
        private readonly Channel<int> _queue = Channel.CreateUnbounded<int>();

        public QueueWorker() => Loop = Task.Run(RunAsync);

        public Task Loop { get; }

        public void Dispose()
        {
            _queue.Writer.Complete();
            Loop.Wait();
        }

        private async Task RunAsync()
        {
            await foreach (int item in _queue.Reader.ReadAllAsync()) // stuck: app/queue-worker
            {
                _ = item;
            }
        }
    }

    private sealed class Heartbeat : IDisposable
    {
        private readonly PeriodicTimer _timer = new(TimeSpan.FromMilliseconds(20));

        public Heartbeat() => Loop = BeatAsync();

        public Task Loop { get; }

        public void Dispose()
        {
            _timer.Dispose();
            Loop.Wait();
        }

        private async Task BeatAsync()
        {
            while (await _timer.WaitForNextTickAsync()) // stuck: app/heartbeat
            {
            }
        }
    }
}
