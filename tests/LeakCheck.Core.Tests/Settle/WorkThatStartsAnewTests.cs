namespace LeakCheck.Core.Tests.Settle;

/// <summary>Work that starts itself anew each time it ends is another object at each look, and yet the same leak.</summary>
public class WorkThatStartsAnewTests
{
    /// <summary>As long as the collection of garbage before a verdict takes, so that what was seen before it has ended after it.</summary>
    private static readonly TimeSpan s_period = TimeSpan.FromMilliseconds(30);

    private volatile bool _stop;
    private int _runs;

    [Theory]
    [InlineData(nameof(ContinueAfterDelay), "LC101")]
    [InlineData(nameof(DelayAsync), "LC101")]
    [InlineData(nameof(ArmTimer), "LC201")]
    public async Task Is_reported_as_what_goes_round(string shape, string rule)
    {
        using LeakScope scope = LeakScope.Begin(shape, new LeakOptions { SettleMilliseconds = 200 });
        await Begun(shape);
        LeakReport report = await scope.CheckAsync(TestContext.Current.CancellationToken);
        _stop = true;

        Survivor survivor = report.Survivors.Should().ContainSingle().Subject;
        survivor.Rule.Should().Be(rule);
        survivor.What.Should().Contain(shape);
        survivor.State.Should().Be(survivor.Kind == SurvivorKind.Task ? SurvivorState.Looping : SurvivorState.Scheduled);
    }

    [Theory]
    [InlineData(nameof(ContinueAfterDelay))]
    [InlineData(nameof(DelayAsync))]
    [InlineData(nameof(ArmTimer))]
    public async Task Is_clean_once_it_was_stopped(string shape)
    {
        using LeakScope scope = LeakScope.Begin(shape, new LeakOptions { SettleMilliseconds = 20_000 });
        await Begun(shape);
        _stop = true;
        LeakReport report = await scope.CheckAsync(TestContext.Current.CancellationToken);

        report.Survivors.Should().BeEmpty();
    }

    private async Task Begun(string shape)
    {
        switch (shape)
        {
            case nameof(ContinueAfterDelay):
                ContinueAfterDelay();
                break;
            case nameof(ArmTimer):
                ArmTimer();
                break;
            default:
                _ = DelayAsync();
                break;
        }

        while (Volatile.Read(ref _runs) < 3)
        {
            await Task.Delay(1, TestContext.Current.CancellationToken);
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

    private void Again(Action start)
    {
        Interlocked.Increment(ref _runs);
        if (!_stop)
        {
            start();
        }
    }
}
