using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace LeakCheck.Core.Tests.Diagnosis.Hints;

/// <summary>The remedy names what really ends the work: the timer and not its task, the awaited object and not a token that the await does not watch.</summary>
public class RemedyTests
{
    private static readonly LeakOptions s_quick = new() { SettleMilliseconds = 100 };
    private static readonly CancellationTokenSource s_shutdown = new();

    [Fact]
    public async Task Of_a_loop_on_a_PeriodicTimer_the_timer_is_named()
    {
        var beacon = new Beacon();
        Survivor survivor = await Single(beacon.Start);
        beacon.Stop();

        survivor.Rule.Should().Be("LC105");
        survivor.Hint.Should().StartWith("dispose `_pulse` in `RemedyTests.Beacon.Dispose`: the loop in `RemedyTests.Beacon.BlinkAsync` then ends");
        survivor.IsDiscarded.Should().BeFalse("`_blink` keeps it");
    }

    [Fact]
    public async Task Whose_dispose_method_disposes_the_timer_was_not_disposed()
    {
        var flusher = new Flusher();
        Survivor survivor = await Single(flusher.Start);
        await flusher.DisposeAsync();

        survivor.Hint.Should().Be("`RemedyTests.Flusher` is IAsyncDisposable but was not disposed: `await using var flusher = new RemedyTests.Flusher();`");
    }

    [Fact]
    public async Task A_token_that_the_await_does_not_watch_is_no_remedy()
    {
        using var end = new CancellationTokenSource();
        var profile = new TaskCompletionSource();
        Survivor survivor = await Single(() => _ = EnrichAsync(profile.Task, end.Token));
        profile.SetResult();

        survivor.Rule.Should().Be("LC111");
        survivor.Hint.Should().EndWith("the await itself does not watch `ct`: `WaitAsync(ct)` does");
    }

    [Fact]
    public async Task The_token_of_a_delay_is_known_although_no_method_takes_one()
    {
        Survivor survivor = await Single(() => _ = WaitForShutdownAsync());
        await s_shutdown.CancelAsync();

        survivor.Token.Should().NotContain("none");
        survivor.Rule.Should().Be("LC104");
    }

    [Fact]
    public async Task A_captured_source_is_the_one_to_cancel()
    {
        using var source = new CancellationTokenSource();
        Survivor survivor = await Single(() => _ = Task.Run(async () =>
        {
            while (!source.IsCancellationRequested)
            {
                await Task.Delay(15);
            }
        }));
        await source.CancelAsync();

        survivor.Hint.Should().StartWith("cancel the source behind `source` before the test ends");
    }

    [Fact]
    public async Task A_task_that_a_thread_blocks_for_is_not_discarded()
    {
        using var end = new CancellationTokenSource();
        LeakReport report = await Checked(() =>
        {
            var thread = new Thread(() => DelayAsync(end.Token).Wait()) { IsBackground = true };
            thread.Start();
            SpinWait.SpinUntil(() => (thread.ThreadState & ThreadState.WaitSleepJoin) != 0, TimeSpan.FromMinutes(2)).Should().BeTrue();
        });
        await end.CancelAsync();

        report.Survivors.Single(s => s.Kind == SurvivorKind.Task).IsDiscarded.Should().BeFalse();
    }

    [Fact]
    public async Task Of_a_loop_on_a_channel_the_channel_is_named()
    {
        var consumer = new Consumer();
        Survivor survivor = await Single(consumer.Start);
        consumer.Dispose();

        survivor.Rule.Should().Be("LC107");
        survivor.Hint.Should().Be("`RemedyTests.Consumer` is IDisposable but was not disposed: `using var consumer = new RemedyTests.Consumer();`");
    }

    [Fact]
    public async Task Of_a_loop_on_a_channel_that_nobody_completes_the_channel_is_named()
    {
        var feed = new Bulletin();
        Survivor survivor = await Single(feed.Start);
        feed.End();

        survivor.Rule.Should().Be("LC107");
        survivor.Hint.Should().Be("call `_lines.Writer.Complete()` when nothing more will be written to the `RemedyTests.Bulletin`, then await the task of `RemedyTests.Bulletin.ReadAsync`");
    }

    [Fact]
    public async Task Whose_thread_sleeps_is_to_be_disposed()
    {
        var probe = new Probe();
        Survivor survivor = await Single(() => probe.Start(probe.Beat));
        probe.Dispose();

        survivor.Rule.Should().Be("LC306");
        survivor.Hint.Should().StartWith("dispose the `RemedyTests.Probe` before the test ends; let `Dispose` wait for the thread");
    }

    [Fact]
    public async Task Whose_dispose_method_signals_its_thread_was_not_disposed()
    {
        var probe = new Probe();
        Survivor survivor = await Single(() => probe.Start(probe.Listen));
        probe.Dispose();

        survivor.Rule.Should().Be("LC310");
        survivor.Hint.Should().Be("`RemedyTests.Probe` is IDisposable but was not disposed: `using var probe = new RemedyTests.Probe();`");
    }

    [Fact]
    public async Task Whose_dispose_method_unregisters_the_wait_was_not_disposed()
    {
        using var opened = new AutoResetEvent(false);
        Sensor? sensor = null;
        Survivor survivor = await Single(() => sensor = new Sensor(opened));
        sensor!.Dispose();

        survivor.Rule.Should().Be("LC307");
        survivor.Hint.Should().Be("`RemedyTests.Sensor` is IDisposable but was not disposed: `using var sensor = new RemedyTests.Sensor(...);`");
    }

    [Fact]
    public async Task A_service_that_its_host_asked_to_stop_ignores_its_token_even_where_no_token_is_left_to_read()
    {
        using var service = new Stubborn();
        Survivor survivor = await Single(() =>
        {
            _ = service.StartAsync(CancellationToken.None);
            SpinWait.SpinUntil(() => service.HasBegun, TimeSpan.FromMinutes(2)).Should().BeTrue();
            _ = service.StopAsync(new CancellationToken(canceled: true));
        });
        service.End();

        survivor.Rule.Should().Be("LC402");
        survivor.Hint.Should().Be("pass the token of `RemedyTests.Stubborn.ExecuteAsync` to every await and leave the loop when it is cancelled");
    }

    [Fact]
    public async Task Of_a_service_whose_host_the_test_never_stopped_the_start_of_the_host_is_told()
    {
        LeakEngine engine = LeakEngine.Current;
        using LeakScope scope = engine.Begin("host", ScopeKind.Test, engine.SettingsOf(s_quick), GetType().GetMethod(nameof(StartHost)));
        IHost host = await StartHost();
        LeakReport report = await scope.CheckAsync(TestContext.Current.CancellationToken);
        await host.StopAsync(TestContext.Current.CancellationToken);
        host.Dispose();

        report.Survivors.Should().Contain(s => s.Rule == "LC403").Which.Hint.Should().MatchRegex(
            @"^stop what `RemedyTests\.StartHost` starts \(RemedyTests\.cs:\d+\), which runs `RemedyTests\.Polite`, before the test ends");
    }

    [Fact]
    public async Task Of_a_loop_in_parallel_that_was_given_no_token_the_call_is_named()
    {
        using var end = new CancellationTokenSource();
        using var begun = new ManualResetEventSlim();
        LeakReport report = await Checked(() =>
        {
            _ = Parallel.ForEachAsync([1], async (_, ct) =>
            {
                begun.Set();
                await Task.Delay(TimeSpan.FromMinutes(10), ct).WaitAsync(end.Token);
            });
            begun.Wait();
        });
        await end.CancelAsync();

        report.Survivors.Select(s => (s.Rule, s.Hint)).Should().Contain(s => s.Rule == "LC104" && s.Hint!.StartsWith("give `Parallel.ForEachAsync`, whose own `ct` is, a token"));
    }

    [Fact]
    public async Task The_timeout_of_an_HTTP_call_ends_with_the_call()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var client = new HttpClient();
        LeakReport report = await Checked(() => _ = AskAsync(client, new Uri($"http://{listener.LocalEndpoint}/")));
        client.CancelPendingRequests();

        report.Survivors.Should().ContainSingle(s => s.Rule == "LC115");
        report.Survivors.Where(s => s.Rule == "LC203").Should().OnlyContain(s => s.Hint!.StartsWith("it is the timeout of an HTTP call, which keeps it until it has ended: end the call that `RemedyTests.AskAsync` makes (RemedyTests.cs:"));
    }

    public static async Task<IHost> StartHost()
    {
        IHost host = new HostBuilder().ConfigureServices(services => services.AddHostedService<Polite>()).Build();
        await host.StartAsync();
        return host;
    }

    private static async Task AskAsync(HttpClient client, Uri address)
    {
        try
        {
            await client.GetAsync(address);
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private static async Task<Survivor> Single(Action body) => (await Checked(body)).Survivors.Should().ContainSingle().Subject;

    private static async Task<LeakReport> Checked(Action body)
    {
        using LeakScope scope = LeakScope.Begin("remedies", s_quick);
        body();
        return await scope.CheckAsync(TestContext.Current.CancellationToken);
    }

    private static async Task DelayAsync(CancellationToken stopping) => await Task.Delay(TimeSpan.FromMinutes(10), stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private static async Task WaitForShutdownAsync() => await Task.Delay(TimeSpan.FromMinutes(10), s_shutdown.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private static async Task EnrichAsync(Task profile, CancellationToken ct)
    {
        await Task.Delay(1, ct);
        await profile;
        ct.ThrowIfCancellationRequested();
    }

    private sealed class Beacon : IDisposable
    {
        private readonly PeriodicTimer _pulse = new(TimeSpan.FromMinutes(1));
        private Task? _blink;

        public void Start() => _blink = BlinkAsync();

        public void Stop() => _pulse.Dispose();

        public void Dispose() => GC.KeepAlive(_blink);

        private async Task BlinkAsync()
        {
            while (await _pulse.WaitForNextTickAsync())
            {
                GC.KeepAlive(this);
            }
        }
    }

    private sealed class Flusher : IAsyncDisposable
    {
        private readonly PeriodicTimer _timer = new(TimeSpan.FromMinutes(1));
        private Task? _loop;

        public void Start() => _loop = LoopAsync();

        public async ValueTask DisposeAsync()
        {
            _timer.Dispose();
            await (_loop ?? Task.CompletedTask);
        }

        private async Task LoopAsync()
        {
            while (await _timer.WaitForNextTickAsync())
            {
                GC.KeepAlive(this);
            }
        }
    }

    private sealed class Consumer : IDisposable
    {
        private readonly Channel<int> _items = Channel.CreateUnbounded<int>();

        public void Start() => _ = ReadAsync();

        public void Dispose() => _items.Writer.Complete();

        private async Task ReadAsync()
        {
            while (await _items.Reader.WaitToReadAsync())
            {
                _items.Reader.TryRead(out _);
            }
        }
    }

    private sealed class Bulletin
    {
        private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();

        public void Start() => _ = ReadAsync();

        public void End() => _lines.Writer.Complete();

        private async Task ReadAsync()
        {
            while (await _lines.Reader.WaitToReadAsync())
            {
                _lines.Reader.TryRead(out _);
            }
        }
    }

    private sealed class Probe : IDisposable
    {
        private readonly AutoResetEvent _signal = new(false);
        private volatile bool _stop;
        private Thread? _thread;

        public void Start(ThreadStart body)
        {
            _thread = new Thread(body) { IsBackground = true };
            _thread.Start();
            SpinWait.SpinUntil(() => (_thread.ThreadState & ThreadState.WaitSleepJoin) != 0, TimeSpan.FromMinutes(2)).Should().BeTrue();
        }

        public void Beat()
        {
            while (!_stop)
            {
                Thread.Sleep(20);
            }
        }

        public void Listen()
        {
            while (!_stop)
            {
                _signal.WaitOne();
            }
        }

        public void Dispose()
        {
            _stop = true;
            _signal.Set();
            _thread?.Join();
            _signal.Dispose();
        }
    }

    private sealed class Sensor : IDisposable
    {
        private readonly RegisteredWaitHandle _wait;

        public Sensor(WaitHandle opened) => _wait = ThreadPool.RegisterWaitForSingleObject(opened, OnOpened, null, Timeout.Infinite, executeOnlyOnce: false);

        public int Opened { get; private set; }

        public void Dispose() => _wait.Unregister(null);

        private void OnOpened(object? state, bool timedOut) => Opened++;
    }

    private sealed class Stubborn : BackgroundService
    {
        private readonly TaskCompletionSource _end = new();

        public bool HasBegun { get; private set; }

        public void End() => _end.SetResult();

        protected override Task ExecuteAsync(CancellationToken stoppingToken) => ExecuteAsync();

        private async Task ExecuteAsync()
        {
            HasBegun = true;
            await _end.Task;
        }
    }

    private sealed class Polite : BackgroundService
    {
        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                await Task.Delay(20, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
