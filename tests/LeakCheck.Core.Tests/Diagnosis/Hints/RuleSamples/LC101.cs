namespace LeakCheck.Core.Tests.Diagnosis.Hints.RuleSamples;

public sealed class LC101 : RuleSample
{
    public override string Fix => "keep the Task of `LC101.PollAsync`, give it a token";

    #region leaky
    public override Task Leaky()
    {
        _ = PollAsync();
        return Task.CompletedTask;
    }

    private async Task PollAsync()
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
