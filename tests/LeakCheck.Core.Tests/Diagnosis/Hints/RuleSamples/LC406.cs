namespace LeakCheck.Core.Tests.Diagnosis.Hints.RuleSamples;

public sealed class LC406 : RuleSample
{
    public override string Fix => "let `LC406.LeakyPoller.Dispose` stop `LC406.LeakyPoller.PollAsync`";

    #region leaky
    public override Task Leaky()
    {
        using var poller = new LeakyPoller(Feed);
        return Task.CompletedTask;
    }

    private sealed class LeakyPoller : IDisposable
    {
        private readonly Feed _feed;
        private bool _disposed;

        public LeakyPoller(Feed feed)
        {
            _feed = feed;
            _ = PollAsync();
        }

        public void Dispose() => _disposed = true;

        private async Task PollAsync()
        {
            while (_feed.IsOpen)
            {
                if (!_disposed)
                {
                    _feed.Read();
                }

                await Task.Delay(20);
            }
        }
    }
    #endregion

    #region mended
    public override Task Mended()
    {
        using var poller = new MendedPoller(Feed);
        return Task.CompletedTask;
    }

    private sealed class MendedPoller : IDisposable
    {
        private readonly CancellationTokenSource _cts = new();
        private readonly Feed _feed;

        public MendedPoller(Feed feed)
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
