namespace LeakCheck.Core.Tests.Diagnosis.Hints.RuleSamples;

public sealed class LC303 : RuleSample
{
    public override string Fix => "tell the thread that runs `LC303.Poll` to stop, and `Join()` it";

    public override Task Begun => Feed.WhenRead;

    #region leaky
    public override Task Leaky()
    {
        var thread = new Thread(Poll) { IsBackground = true };
        thread.Start();
        return Task.CompletedTask;
    }
    #endregion

    #region mended
    public override Task Mended()
    {
        var thread = new Thread(Poll) { IsBackground = true };
        thread.Start();
        Feed.IsOpen = false;
        thread.Join();
        return Task.CompletedTask;
    }
    #endregion

    #region both
    private void Poll()
    {
        while (Feed.IsOpen)
        {
            Feed.Read();
        }
    }
    #endregion
}
