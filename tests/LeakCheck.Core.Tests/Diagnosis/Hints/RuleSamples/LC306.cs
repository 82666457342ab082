namespace LeakCheck.Core.Tests.Diagnosis.Hints.RuleSamples;

public sealed class LC306 : RuleSample
{
    public override string Fix => "in `LC306.Poll` wait for a token instead";

    public override Task Begun => Feed.WhenRead;

    #region leaky
    public override Task Leaky()
    {
        _ = Task.Run(Poll);
        return Task.CompletedTask;
    }

    private void Poll()
    {
        while (Feed.IsOpen)
        {
            Feed.Read();
            Thread.Sleep(1_000);
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
            await Task.Delay(1_000, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
    #endregion
}
