namespace LeakCheck.Core.Tests.Diagnosis.Hints.RuleSamples;

public sealed class LC102 : RuleSample
{
    public override string Fix => "pass `stopping` to the await and check it in every loop of `LC102.PollAsync`";

    #region leaky
    public override async Task Leaky()
    {
        using var stop = new CancellationTokenSource();
        _ = PollAsync(stop.Token);
        await stop.CancelAsync();
    }

    private async Task PollAsync(CancellationToken stopping)
    {
        while (Feed.IsOpen)
        {
            Feed.Note(stopping);
            await Task.Delay(20, CancellationToken.None);
        }
    }
    #endregion

    #region mended
    public override async Task Mended()
    {
        using var stop = new CancellationTokenSource();
        Task polling = PollUntilAsync(stop.Token);
        await stop.CancelAsync();
        await polling;
    }

    private async Task PollUntilAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            Feed.Read();
            await Task.Delay(20, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
    #endregion
}
