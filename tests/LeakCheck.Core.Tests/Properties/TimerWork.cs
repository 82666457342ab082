#pragma warning disable CA1001 // EndAsync disposes what Start made.

namespace LeakCheck.Core.Tests.Properties;

/// <summary>Timers, and what has one inside.</summary>
internal static class TimerWork
{
    public sealed class Far : LiveWork
    {
        private const int Hour = 3_600_000;
        private Timer? _timer;

        protected override void Begin()
        {
            // The runtime holds an armed timer's state: were that to hold the timer, a forgotten one would hold itself.
            _timer = new Timer(TickSeldom, new WeakReference<Far>(this), Hour, Hour);
            Arrive();
        }

        public override Task EndAsync(bool kindly) => EndOf(_timer!, kindly);

        protected override void Wake() => _timer!.Change(0, Hour);

        private static void TickSeldom(object? state)
        {
            if (((WeakReference<Far>)state!).TryGetTarget(out Far? work))
            {
                work.Attend();
            }
        }
    }

    public sealed class Ticking : LiveWork
    {
        private Timer? _timer;

        protected override void Begin() => _timer = new Timer(TickOften, null, 1, 5);

        public override Task EndAsync(bool kindly) => EndOf(_timer!, kindly);

        private void TickOften(object? state) => Attend();
    }

    public sealed class SourceWithTimeout : LiveWork
    {
        private CancellationTokenSource? _source;

        public override bool TakesErrands => false;

        protected override void Begin()
        {
            ArmSource();
            Arrive();
        }

        public override Task EndAsync(bool kindly)
        {
            if (!kindly)
            {
                _source!.Cancel();
            }

            _source!.Dispose();
            return Task.CompletedTask;
        }

        private void ArmSource() => _source = new CancellationTokenSource(TimeSpan.FromHours(1));
    }

    private static async Task EndOf(Timer timer, bool kindly)
    {
        if (!kindly)
        {
            timer.Change(Timeout.Infinite, Timeout.Infinite);
        }

        await timer.DisposeAsync();
    }
}
