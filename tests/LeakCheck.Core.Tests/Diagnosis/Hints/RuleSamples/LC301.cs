using System.Collections.Concurrent;

namespace LeakCheck.Core.Tests.Diagnosis.Hints.RuleSamples;

public sealed class LC301 : RuleSample
{
    private BlockingCollection<int>? _leaked;

    public override string Fix => "`LC301.LeakyQueue.Dispose` never calls `Items.CompleteAdding()`";

    public override Task Begun => Feed.WhenRead;

    public override void Release() => _leaked?.CompleteAdding();

    #region leaky
    public override Task Leaky()
    {
        using var queue = new LeakyQueue(Feed);
        _leaked = queue.Items;
        return Task.CompletedTask;
    }

    private sealed class LeakyQueue : IDisposable
    {
        private readonly Feed _feed;
        private volatile bool _closed;

        public LeakyQueue(Feed feed)
        {
            _feed = feed;
            new Thread(Loop) { IsBackground = true, Name = "orders" }.Start();
        }

        public BlockingCollection<int> Items { get; } = [];

        public void Dispose() => _closed = true; // the worker sees it with the next item only

        private void Loop()
        {
            _feed.Read();
            foreach (int _ in Items.GetConsumingEnumerable())
            {
                if (_closed)
                {
                    return;
                }
            }
        }
    }
    #endregion

    #region mended
    public override Task Mended()
    {
        using var queue = new MendedQueue(Feed);
        return Task.CompletedTask;
    }

    private sealed class MendedQueue : IDisposable
    {
        private readonly BlockingCollection<int> _items = [];
        private readonly Feed _feed;
        private readonly Thread _worker;

        public MendedQueue(Feed feed)
        {
            _feed = feed;
            _worker = new Thread(Loop) { IsBackground = true, Name = "orders" };
            _worker.Start();
        }

        public void Dispose()
        {
            _items.CompleteAdding();
            _worker.Join();
            _items.Dispose();
        }

        private void Loop()
        {
            foreach (int _ in _items.GetConsumingEnumerable())
            {
                _feed.Read();
            }
        }
    }
    #endregion
}
