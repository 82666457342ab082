namespace LeakCheck.Core.Tests.Diagnosis.Hints.RuleSamples;

public sealed class LC103 : RuleSample
{
    private CancellationTokenSource? _leaked;

    public override string Fix => "`LC103.LeakyPoller.Dispose` never cancels `_cts`";

    public override void Release() => _leaked?.Cancel();

    #region leaky
    public override Task Leaky()
    {
        using var poller = new LeakyPoller(Feed);
        _leaked = poller.Source;
        return Task.CompletedTask;
    }

    private sealed class LeakyPoller : IDisposable
    {
        private readonly CancellationTokenSource _cts = new();
        private readonly Feed _feed;

        public LeakyPoller(Feed feed)
        {
            _feed = feed;
            _ = PollAsync();
        }

        public CancellationTokenSource Source => _cts;

        public void Dispose() => _feed.Read(); // one last time

        private async Task PollAsync()
        {
            while (!_cts.IsCancellationRequested)
            {
                _feed.Read();
                await Task.Delay(20, _cts.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
    #endregion

    #region mended
    public override async Task Mended()
    {
        await using var poller = new MendedPoller(Feed);
    }

    private sealed class MendedPoller : IAsyncDisposable
    {
        private readonly CancellationTokenSource _cts = new();
        private readonly Feed _feed;
        private readonly Task _polling;

        public MendedPoller(Feed feed)
        {
            _feed = feed;
            _polling = PollAsync();
        }

        public async ValueTask DisposeAsync()
        {
            await _cts.CancelAsync();
            await _polling;
            _cts.Dispose();
        }

        private async Task PollAsync()
        {
            while (!_cts.IsCancellationRequested)
            {
                _feed.Read();
                await Task.Delay(20, _cts.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
    #endregion
}
