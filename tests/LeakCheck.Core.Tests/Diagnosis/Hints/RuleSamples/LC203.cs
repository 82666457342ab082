namespace LeakCheck.Core.Tests.Diagnosis.Hints.RuleSamples;

public sealed class LC203 : RuleSample
{
    private CancellationTokenSource? _leaked;

    public override string Fix => "using var cts = new CancellationTokenSource(timeout);";

    public override void Release() => _leaked?.Dispose();

    #region leaky
    public override async Task Leaky()
    {
        var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await WorkAsync(timeout.Token);
        Remember(timeout);
    }
    #endregion

    #region mended
    public override async Task Mended()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await WorkAsync(timeout.Token);
    }
    #endregion

    #region both
    private static async Task WorkAsync(CancellationToken stopping) => await Task.Delay(1, stopping);
    #endregion

    private void Remember(CancellationTokenSource source) => _leaked = source;
}
