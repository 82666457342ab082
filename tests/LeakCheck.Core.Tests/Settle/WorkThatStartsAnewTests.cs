using System.Runtime.CompilerServices;

namespace LeakCheck.Core.Tests.Settle;

/// <summary>Work that starts itself anew each time it ends is another object at each look, and yet the same leak.</summary>
public class WorkThatStartsAnewTests
{
    /// <summary>As long as the collection of garbage before a verdict takes, so that what was seen before it has ended after it.</summary>
    private static readonly TimeSpan s_period = TimeSpan.FromMilliseconds(30);

    private volatile bool _stop;
    private int _runs;

    [Theory]
    [InlineData(nameof(ContinueAfterDelay))]
    [InlineData(nameof(DelayAsync))]
    [InlineData(nameof(ArmTimer))]
    public Task Is_reported(string shape) => IsSeen(() => Start(shape), () => _stop = true);

    [Fact]
    public async Task The_last_tick_of_a_timer_that_was_garbage_is_none()
    {
        for (int round = 0; round < 10; round++)
        {
            using LeakScope scope = LeakScope.Begin("garbage", new LeakOptions { SettleMilliseconds = 50 });
            ForgetTimer();
            (await scope.CheckAsync(TestContext.Current.CancellationToken)).Survivors.Should().BeEmpty();
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        static void ForgetTimer() => _ = new Timer(_ => Thread.Sleep(4), null, 1, 10);
    }

    [Fact]
    public Task A_work_item_that_queues_the_next_is_seen_between_two() => IsSeen(QueueAgain, () => _stop = true);

    [Fact]
    public async Task Work_that_the_pool_has_not_begun_with_when_its_test_ends_is_waited_for()
    {
        using var goOn = new SemaphoreSlim(0);
        await IsSeen(
            () =>
            {
                for (int i = 0; i < 100; i++)
                {
                    ThreadPool.UnsafeQueueUserWorkItem(_ => Thread.SpinWait(50_000), null);
                }

                ThreadPool.QueueUserWorkItem(_ => goOn.Wait());
            },
            () => goOn.Release());
    }

    [Theory]
    [InlineData(nameof(ContinueAfterDelay))]
    [InlineData(nameof(DelayAsync))]
    [InlineData(nameof(ArmTimer))]
    [InlineData(nameof(QueueAgain))]
    public async Task Is_clean_once_it_was_stopped(string shape)
    {
        using LeakScope scope = LeakScope.Begin(shape, new LeakOptions { SettleMilliseconds = 20_000 });
        await Begun(shape);
        _stop = true;
        LeakReport report = await scope.CheckAsync(TestContext.Current.CancellationToken);

        report.Survivors.Should().BeEmpty();
    }

    [Fact]
    public async Task A_loop_that_comes_to_its_first_await_while_garbage_is_collected_is_shown_at_it()
    {
        List<string> shown = [];
        for (int round = 0; round < 10; round++)
        {
            using var stop = new CancellationTokenSource();
            using var goOn = new ManualResetEventSlim();
            using LeakScope scope = LeakScope.Begin("hands over", new LeakOptions { SettleMilliseconds = 20 });
            SetOnceCollected(goOn);
            Task loop = Task.Run(() => TickAsync(goOn, stop.Token), CancellationToken.None);
            LeakReport report = await scope.CheckAsync(TestContext.Current.CancellationToken);
            await stop.CancelAsync();
            await loop;
            shown.Add(string.Join(", ", report.Survivors.Select(s => $"{s.Kind} {s.Method}")));
        }

        shown.Should().AllBe($"Task {nameof(WorkThatStartsAnewTests)}.{nameof(TickAsync)}");

        [MethodImpl(MethodImplOptions.NoInlining)]
        static void SetOnceCollected(ManualResetEventSlim goOn) => _ = new Garbage(goOn.Set);
    }

    private static async Task TickAsync(ManualResetEventSlim goOn, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMinutes(1));
        goOn.Wait(CancellationToken.None);
        try
        {
            await timer.WaitForNextTickAsync(stop);
        }
        catch (OperationCanceledException)
        {
        }
    }

    private sealed class Garbage(Action collected)
    {
        ~Garbage() => collected();
    }

    /// <summary>That of a thread which was put aside between the queue and its first instruction is not told whose it is: a check may miss it then, and leave it to the sweep.</summary>
    private async Task IsSeen(Action start, Action stop)
    {
        int seen = 0;
        for (int round = 0; round < 10; round++)
        {
            _stop = false;
            using LeakScope scope = LeakScope.Begin("pool", new LeakOptions { SettleMilliseconds = 50 });
            start();
            LeakReport report = await scope.CheckAsync(TestContext.Current.CancellationToken);
            stop();
            seen += report.Survivors.Count > 0 ? 1 : 0;
        }

        seen.Should().BeGreaterThan(2, "hardly any is seen where nobody looks again");
    }

    private async Task Begun(string shape)
    {
        Start(shape);
        while (Volatile.Read(ref _runs) < 3)
        {
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }
    }

    private void Start(string shape)
    {
        switch (shape)
        {
            case nameof(ContinueAfterDelay):
                ContinueAfterDelay();
                break;
            case nameof(ArmTimer):
                ArmTimer();
                break;
            case nameof(QueueAgain):
                QueueAgain();
                break;
            default:
                _ = DelayAsync();
                break;
        }
    }

    private void ContinueAfterDelay() => Task.Delay(s_period).ContinueWith(_ => Again(ContinueAfterDelay), TaskScheduler.Default);

    private async Task DelayAsync()
    {
        await Task.Delay(s_period);
        Again(() => _ = DelayAsync());
    }

    private void ArmTimer()
    {
        Timer? timer = null;
        timer = new Timer(_ =>
        {
            timer!.Dispose();
            Again(ArmTimer);
        });
        timer.Change(s_period, Timeout.InfiniteTimeSpan);
    }

    private void QueueAgain() => ThreadPool.QueueUserWorkItem(_ =>
    {
        Thread.Sleep(s_period);
        Again(QueueAgain);
    });

    private void Again(Action start)
    {
        Interlocked.Increment(ref _runs);
        if (!_stop)
        {
            start();
        }
    }
}
