namespace LeakCheck.Core.Tests.Diagnosis.Hints.RuleSamples;

public sealed class LC309 : RuleSample
{
    public override string Fix => "with Task.Run, give it a token";

    public override Task Begun => Feed.WhenRead;

    #region leaky
    public override Task Leaky()
    {
        ThreadPool.QueueUserWorkItem(_ => Poll());
        return Task.CompletedTask;
    }

    private void Poll()
    {
        while (Feed.IsOpen)
        {
            Feed.Read();
        }
    }
    #endregion

    #region mended
    public override async Task Mended()
    {
        using var stop = new CancellationTokenSource();
        CancellationToken stopping = stop.Token;
        Task polling = Task.Run(() => Poll(stopping), CancellationToken.None);
        await stop.CancelAsync();
        await polling;
    }

    private void Poll(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            Feed.Read();
        }
    }
    #endregion
}
