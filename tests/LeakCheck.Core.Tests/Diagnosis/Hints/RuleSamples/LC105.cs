namespace LeakCheck.Core.Tests.Diagnosis.Hints.RuleSamples;

public sealed class LC105 : RuleSample
{
    public override string Fix => "dispose the PeriodicTimer behind `LC105.TickAsync`";

    #region leaky
    public override Task Leaky()
    {
        _ = TickAsync(new PeriodicTimer(TimeSpan.FromMilliseconds(20)), Feed);
        return Task.CompletedTask;
    }
    #endregion

    #region mended
    public override async Task Mended()
    {
        Task ticking;
        using (var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20)))
        {
            ticking = TickAsync(timer, Feed);
        }

        await ticking;
    }
    #endregion

    #region both
    private static async Task TickAsync(PeriodicTimer timer, Feed feed)
    {
        while (await timer.WaitForNextTickAsync() && feed.IsOpen)
        {
            feed.Read();
        }
    }
    #endregion
}
