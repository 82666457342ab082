#pragma warning disable CA1001 // EndAsync disposes what Start made.

namespace LeakCheck.Core.Tests.Properties;

/// <summary>Async methods and what they can wait for.</summary>
internal static class AsyncWork
{
    public sealed class OnSource : GatedWork
    {
        private Task? _task;

        protected override void Begin() => _task = StandAtSourceAsync();

        protected override Task End => _task!;

        private async Task StandAtSourceAsync()
        {
            while (!IsEnding)
            {
                Task gate = Gate;
                Attend();
                await gate;
            }
        }
    }

    public sealed class Chain : GatedWork
    {
        private Task? _task;

        protected override void Begin() => _task = OuterAsync();

        protected override Task End => _task!;

        private async Task OuterAsync() => await MiddleAsync().ConfigureAwait(false);

        private async ValueTask MiddleAsync() => await EndOfChainAsync();

        private async Task<int> EndOfChainAsync()
        {
            while (!IsEnding)
            {
                Task gate = Gate;
                Attend();
                await gate.ConfigureAwait(false);
            }

            return 0;
        }
    }

    public sealed class RunLoop : GatedWork
    {
        private Task? _task;

        protected override void Begin() => _task = Task.Run(LoopAtGateAsync);

        protected override Task End => _task!;

        private async Task LoopAtGateAsync()
        {
            while (!IsEnding)
            {
                Task gate = Gate;
                Attend();
                await gate;
            }
        }
    }

    public sealed class Delay : LiveWork
    {
        private readonly CancellationTokenSource _source = new();
        private Task? _task;

        public override bool TakesErrands => false;

        protected override void Begin() => _task = StandInDelayAsync(_source.Token);

        public override async Task EndAsync(bool kindly)
        {
            await _source.CancelAsync();
            await _task!.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _source.Dispose();
        }

        private async Task StandInDelayAsync(CancellationToken cancellationToken)
        {
            Arrive();
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
    }

    public sealed class DelayLoop : LiveWork
    {
        private volatile bool _ending;
        private Task? _task;

        protected override void Begin() => _task = GoRoundAsync();

        public override Task EndAsync(bool kindly)
        {
            _ending = true;
            return _task!;
        }

        private async Task GoRoundAsync()
        {
            while (!_ending)
            {
                Attend();
                await Task.Delay(3);
            }
        }
    }

    public sealed class Periodic : LiveWork
    {
        private readonly CancellationTokenSource _source = new();
        private PeriodicTimer? _timer;
        private Task? _task;

        protected override void Begin()
        {
            _timer = new PeriodicTimer(TimeSpan.FromMilliseconds(4));
            _task = GoWithTimerAsync(_timer, _source.Token);
        }

        public override async Task EndAsync(bool kindly)
        {
            if (!kindly)
            {
                await _source.CancelAsync();
                await _task!.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            _timer!.Dispose();
            await _task!.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _source.Dispose();
        }

        private async Task GoWithTimerAsync(PeriodicTimer timer, CancellationToken cancellationToken)
        {
            do
            {
                Attend();
            }
            while (await timer.WaitForNextTickAsync(cancellationToken));
        }
    }
}
