namespace LeakCheck.Core.Tests.Diagnosis.Hints.RuleSamples;

public sealed class LC112 : RuleSample
{
    public override string Fix => "let `LC112.Poll` return a Task and await it";

    #region leaky
    public override Task Leaky()
    {
        Poll();
        return Task.CompletedTask;
    }

    private async void Poll()
    {
        while (Feed.IsOpen)
        {
            Feed.Read();
            await Task.Delay(20);
        }
    }
    #endregion

    #region mended
    public override async Task Mended()
    {
        using var stop = new CancellationTokenSource();
        Task polling = PollAsync(stop.Token);
        await stop.CancelAsync();
        await polling;
    }

    private async Task PollAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            Feed.Read();
            await Task.Delay(20, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
    #endregion
}
