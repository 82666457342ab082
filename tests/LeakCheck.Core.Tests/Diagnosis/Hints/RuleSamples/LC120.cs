namespace LeakCheck.Core.Tests.Diagnosis.Hints.RuleSamples;

public sealed class LC120 : RuleSample
{
    private readonly TaskCompletionSource _mail = new();
    private readonly TaskCompletionSource _log = new();

    public override string Fix => "keep the Task of `LC120.NotifyAsync` and await it before the test ends";

    public override void Release()
    {
        _mail.TrySetResult();
        _log.TrySetResult();
    }

    #region leaky
    public override Task Leaky()
    {
        _ = NotifyAsync();
        return Task.CompletedTask;
    }
    #endregion

    #region mended
    public override async Task Mended()
    {
        Task notifying = NotifyAsync();
        Release();
        await notifying;
    }
    #endregion

    #region both
    private async Task NotifyAsync() => await Task.WhenAll(_mail.Task, _log.Task);
    #endregion
}
