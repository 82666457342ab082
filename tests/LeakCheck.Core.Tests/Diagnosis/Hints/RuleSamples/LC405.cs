namespace LeakCheck.Core.Tests.Diagnosis.Hints.RuleSamples;

public sealed class LC405 : RuleSample
{
    public override string Fix => "start it once, for example in a Lazy";

    public override Task EarlierTest() => Leaky();

    public override void Release() => Metrics.StopAll();

    #region leaky
    public override Task Leaky()
    {
        Metrics.Start();
        return Task.CompletedTask;
    }

    private sealed class Metrics(Metrics? previous)
    {
        private static Metrics? s_current;
        private Timer? _timer;
        private int _flushes;

        // Every call makes another one.
        public static void Start()
        {
            s_current = new Metrics(s_current);
            s_current._timer = new Timer(s_current.Flush, null, 30_000, 30_000);
        }

        public static void StopAll()
        {
            for (Metrics? one = s_current; one is not null; one = one.Previous)
            {
                one._timer?.Dispose();
            }
        }

        private Metrics? Previous => previous;

        private void Flush(object? state) => _flushes++;
    }
    #endregion

    #region mended
    public override Task Mended()
    {
        using (LazyMetrics.Acquire())
        {
            Feed.Read();
        }

        return Task.CompletedTask;
    }

    private sealed class LazyMetrics : IDisposable
    {
        private static LazyMetrics? s_current;
        private readonly Timer _timer;
        private int _flushes;

        private LazyMetrics() => _timer = new Timer(Flush, null, 30_000, 30_000);

        // The one that exists, or the first.
        public static LazyMetrics Acquire() => s_current ??= new LazyMetrics();

        public void Dispose()
        {
            _timer.Dispose();
            s_current = null;
        }

        private void Flush(object? state) => _flushes++;
    }
    #endregion
}
