namespace LeakCheck.Core.Tests.Diagnosis.Hints.RuleSamples;

public sealed class LC104 : RuleSample
{
    private CancellationTokenSource? _leaked;

    public override string Fix => "cancel the source behind `stopping` before the test ends, then await the task of `LC104.PollAsync`";

    public override void Release() => _leaked?.Cancel();

    #region leaky
    public override Task Leaky()
    {
        var stop = new CancellationTokenSource();
        _ = PollAsync(Feed, stop.Token);
        Remember(stop);
        return Task.CompletedTask;
    }
    #endregion

    #region mended
    public override async Task Mended()
    {
        using var stop = new CancellationTokenSource();
        Task polling = PollAsync(Feed, stop.Token);
        await stop.CancelAsync();
        await polling;
    }
    #endregion

    #region both
    private static async Task PollAsync(Feed feed, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            feed.Read();
            await Task.Delay(20, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
    #endregion

    private void Remember(CancellationTokenSource stop) => _leaked = stop;
}
