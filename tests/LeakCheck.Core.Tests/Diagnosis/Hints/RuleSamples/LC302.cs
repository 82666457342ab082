namespace LeakCheck.Core.Tests.Diagnosis.Hints.RuleSamples;

public sealed class LC302 : RuleSample
{
    private readonly ManualResetEventSlim _stop = new();

    public override string Fix => "tell thread \"prices\" to stop and `Join()` it";

    public override Task Begun => Feed.WhenRead;

    public override void Release() => _stop.Set();

    #region leaky
    public override Task Leaky()
    {
        var thread = new Thread(Poll) { Name = "prices" };
        thread.Start();
        return Task.CompletedTask;
    }
    #endregion

    #region mended
    public override Task Mended()
    {
        var thread = new Thread(Poll) { Name = "prices", IsBackground = true };
        thread.Start();
        _stop.Set();
        thread.Join();
        return Task.CompletedTask;
    }
    #endregion

    #region both
    private void Poll()
    {
        while (!_stop.Wait(20))
        {
            Feed.Read();
        }
    }
    #endregion
}
