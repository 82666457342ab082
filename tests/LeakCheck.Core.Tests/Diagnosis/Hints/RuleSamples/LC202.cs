namespace LeakCheck.Core.Tests.Diagnosis.Hints.RuleSamples;

public sealed class LC202 : RuleSample
{
    private System.Timers.Timer? _leaked;

    public override string Fix => "dispose the timer, or the object that owns it, before the test ends";

    public override void Release() => _leaked?.Dispose();

    #region leaky
    public override Task Leaky()
    {
        var clock = new System.Timers.Timer(30_000);
        Feed feed = Feed;
        clock.Elapsed += (_, _) => feed.Read();
        clock.Start();
        Remember(clock);
        return Task.CompletedTask;
    }
    #endregion

    #region mended
    public override Task Mended()
    {
        using var clock = new System.Timers.Timer(30_000);
        clock.Elapsed += (_, _) => Feed.Read();
        clock.Start();
        return Task.CompletedTask;
    }
    #endregion

    private void Remember(System.Timers.Timer timer) => _leaked = timer;
}
