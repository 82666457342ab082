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
}
