#pragma warning disable CA1001 // EndAsync disposes what Start made.

namespace LeakCheck.Core.Tests.Properties;

/// <summary>Work that holds a thread, and registered waits.</summary>
internal static class ThreadWork
{
    /// <summary>Blocks until there is something to do.</summary>
    public abstract class Blocked : LiveWork
    {
        private readonly SemaphoreSlim _signal = new(0);
        private volatile bool _ending;

        public sealed override async Task EndAsync(bool kindly)
        {
            _ending = true;
            Wake();
            await End;
        }

        protected abstract Task End { get; }

        protected sealed override void Wake() => _signal.Release();

        protected void Block()
        {
            while (!_ending)
            {
                Attend();
                _signal.Wait();
            }
        }
    }

    public sealed class Run : Blocked
    {
        private Task? _task;

        protected override Task End => _task!;

        protected override void Begin() => _task = Task.Run(BlockInTask);

        private void BlockInTask() => Block();
    }

    public sealed class LongRunning : Blocked
    {
        private Task? _task;

        protected override Task End => _task!;

        protected override void Begin() => _task = Task.Factory.StartNew(BlockForLong, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

        private void BlockForLong() => Block();
    }

    public sealed class Queued : Blocked
    {
        private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

        protected override Task End => _end.Task;

        protected override void Begin() => ThreadPool.QueueUserWorkItem(BlockInPool);

        private void BlockInPool(object? state)
        {
            Block();
            _end.SetResult();
        }
    }

    public sealed class Own : Blocked
    {
        private Thread? _thread;

        protected override Task End
        {
            get
            {
                _thread!.Join();
                return Task.CompletedTask;
            }
        }

        protected override void Begin()
        {
            _thread = new Thread(BlockThread) { IsBackground = true };
            _thread.Start();
        }

        private void BlockThread() => Block();
    }

    public sealed class Registered : LiveWork
    {
        private readonly AutoResetEvent _signal = new(initialState: false);
        private RegisteredWaitHandle? _wait;

        protected override void Begin()
        {
            _wait = ThreadPool.RegisterWaitForSingleObject(_signal, OnSignal, null, Timeout.Infinite, executeOnlyOnce: false);
            Arrive();
        }

        public override Task EndAsync(bool kindly)
        {
            if (kindly)
            {
                using var done = new ManualResetEvent(initialState: false);
                _wait!.Unregister(done);
                done.WaitOne();
            }
            else
            {
                _wait!.Unregister(null);
            }

            return Task.CompletedTask;
        }

        protected override void Wake() => _signal.Set();

        private void OnSignal(object? state, bool timedOut) => Attend();
    }
}
