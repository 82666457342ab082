namespace LeakCheck.Core.Tests.Diagnosis.Hints.RuleSamples;

public sealed class LC114 : RuleSample
{
    public override string Fix => "check a token in the loop";

    public override Task Begun => Feed.WhenRead;

    #region leaky
    public override Task Leaky()
    {
        _ = Task.Run(() =>
        {
            while (Feed.IsOpen)
            {
                Feed.Read();
            }
        });
        return Task.CompletedTask;
    }
    #endregion

    #region mended
    public override async Task Mended()
    {
        using var stop = new CancellationTokenSource();
        CancellationToken stopping = stop.Token;
        Task computing = Task.Run(() =>
        {
            while (!stopping.IsCancellationRequested)
            {
                Feed.Read();
            }
        });
        await stop.CancelAsync();
        await computing;
    }
    #endregion
}
