namespace LeakCheck.Core.Tests.Diagnosis.Hints.RuleSamples;

public sealed class LC113 : RuleSample
{
    private readonly TaskCompletionSource<string> _page = new();

    public override string Fix => "instead of blocking for it";

    public override Task Begun => Feed.WhenRead;

    public override void Release() => _page.TrySetResult("");

    #region leaky
    public override Task Leaky()
    {
        _ = Task.Run(Load);
        return Task.CompletedTask;
    }

    private string Load()
    {
        Feed.Read();
        return _page.Task.Result;
    }
    #endregion

    #region mended
    public override async Task Mended()
    {
        using var stop = new CancellationTokenSource();
        Task loading = LoadAsync(stop.Token);
        await stop.CancelAsync();
        await loading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task<string> LoadAsync(CancellationToken stopping) => await _page.Task.WaitAsync(stopping);
    #endregion
}
