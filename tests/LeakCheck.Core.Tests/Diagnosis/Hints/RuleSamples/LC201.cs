namespace LeakCheck.Core.Tests.Diagnosis.Hints.RuleSamples;

public sealed class LC201 : RuleSample
{
    private Cache? _leaked;

    public override string Fix => "`LC201.Cache` is IDisposable but was not disposed: `using var cache = new LC201.Cache();`";

    public override void Release() => _leaked?.Dispose();

    #region leaky
    public override Task Leaky()
    {
        var cache = new Cache();
        Remember(cache);
        return Task.CompletedTask;
    }
    #endregion

    #region mended
    public override Task Mended()
    {
        using var cache = new Cache();
        Remember(cache);
        return Task.CompletedTask;
    }
    #endregion

    private void Remember(Cache cache) => _leaked = cache;

    #region both
    private sealed class Cache : IDisposable
    {
        private readonly Timer _timer;
        private int _evictions;

        public Cache() => _timer = new Timer(Evict, null, 30_000, 30_000);

        public void Dispose() => _timer.Dispose();

        private void Evict(object? state) => _evictions++;
    }
    #endregion
}
