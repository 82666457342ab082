namespace LeakCheck.Core.Tests.Diagnosis.Hints.RuleSamples;

public sealed class LC204 : RuleSample
{
    private PeriodicTimer? _leaked;

    public override string Fix => "using var timer = new PeriodicTimer(period);";

    public override void Release() => _leaked?.Dispose();

    #region leaky
    public override async Task Leaky()
    {
        var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        await timer.WaitForNextTickAsync();
        Remember(timer);
    }
    #endregion

    #region mended
    public override async Task Mended()
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        await timer.WaitForNextTickAsync();
    }
    #endregion

    private void Remember(PeriodicTimer timer) => _leaked = timer;
}
