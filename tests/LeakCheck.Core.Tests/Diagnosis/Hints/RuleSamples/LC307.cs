namespace LeakCheck.Core.Tests.Diagnosis.Hints.RuleSamples;

public sealed class LC307 : RuleSample
{
    private readonly AutoResetEvent _changed = new(false);
    private RegisteredWaitHandle? _leaked;

    public override string Fix => "call `Unregister(null)` on it";

    public override void Release() => _leaked?.Unregister(null);

    #region leaky
    public override Task Leaky()
    {
        _leaked = ThreadPool.RegisterWaitForSingleObject(_changed, (_, _) => Feed.Read(), null, Timeout.Infinite, executeOnlyOnce: false);
        return Task.CompletedTask;
    }
    #endregion

    #region mended
    public override Task Mended()
    {
        RegisteredWaitHandle wait = ThreadPool.RegisterWaitForSingleObject(_changed, (_, _) => Feed.Read(), null, Timeout.Infinite, executeOnlyOnce: false);
        wait.Unregister(null);
        return Task.CompletedTask;
    }
    #endregion
}
