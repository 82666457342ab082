namespace LeakCheck.Core.Tests.Diagnosis.Hints.RuleSamples;

public sealed class LC401 : RuleSample
{
    private Poller? _leaked;

    public override string Fix => "`LC401.Poller` is IDisposable but was not disposed: `using var poller = new LC401.Poller(...);`";

    public override void Release() => _leaked?.Dispose();

    #region leaky
    public override Task Leaky()
    {
        var poller = new Poller(Feed);
        Remember(poller);
        return Task.CompletedTask;
    }
    #endregion

    #region mended
    public override Task Mended()
    {
        using var poller = new Poller(Feed);
        return Task.CompletedTask;
    }
    #endregion

    private void Remember(Poller poller) => _leaked = poller;

    #region both
    private sealed class Poller : IDisposable
    {
        private readonly CancellationTokenSource _cts = new();
        private readonly Feed _feed;

        public Poller(Feed feed)
        {
            _feed = feed;
            _ = PollAsync(_cts.Token);
        }

        public void Dispose() => _cts.Cancel();

        private async Task PollAsync(CancellationToken stopping)
        {
            while (!stopping.IsCancellationRequested)
            {
                _feed.Read();
                await Task.Delay(20, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
    #endregion
}
