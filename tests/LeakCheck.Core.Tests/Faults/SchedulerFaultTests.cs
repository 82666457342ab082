using System.Collections.Concurrent;

namespace LeakCheck.Core.Tests.Faults;

/// <summary>A check needs nothing of the contexts and schedulers under which it is called.</summary>
public class SchedulerFaultTests
{
    private static readonly LeakOptions s_quick = new() { SettleMilliseconds = 50 };

    [Fact]
    public void A_context_that_throws_is_never_posted_to()
    {
        var context = new ThrowingContext();
        LeakReport report = OnThread(() =>
        {
            SynchronizationContext.SetSynchronizationContext(context);
            return Check();
        });

        report.Survivors.Should().ContainSingle().Which.Method.Should().Be("SchedulerFaultTests.WaitAsync");
        context.Posted.Should().Be(0);
    }

    [Fact]
    public void The_check_of_a_body_needs_no_context_either()
    {
        OnThread(() =>
        {
            SynchronizationContext.SetSynchronizationContext(new ThrowingContext());
            var end = new TaskCompletionSource();
            Action verify = () => LeakVerifier.VerifyNone(() => _ = WaitAsync(end.Task), s_quick);
            verify.Should().Throw<LeakException>().Which.Report.LeakCount.Should().Be(1);
            end.SetResult();
            return 0;
        });
    }

    [Fact]
    public async Task A_scheduler_whose_only_thread_waits_for_the_check_does_not_hold_it_up()
    {
        using var scheduler = new OneThread();
        Task<LeakReport> check = Task.Factory.StartNew(Check, CancellationToken.None, TaskCreationOptions.None, scheduler);

        LeakReport report = await check.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        report.Survivors.Should().Contain(s => s.Method == "SchedulerFaultTests.WaitAsync");
        scheduler.Tasks.Should().Be(1, "only the test itself ran there");
    }

    [Fact]
    public async Task A_scope_whose_thread_has_ended_is_checked_from_another()
    {
        var end = new TaskCompletionSource();
        LeakScope scope = OnThread(() =>
        {
            LeakScope begun = LeakScope.Begin("ended", s_quick);
            _ = WaitAsync(end.Task);
            return begun;
        });
        using (scope)
        {
            LeakReport report = await scope.CheckAsync(TestContext.Current.CancellationToken);
            end.SetResult();

            report.Survivors.Should().ContainSingle().Which.Owner.Should().Be("ended");
        }
    }

    [Fact]
    public void A_thread_that_is_interrupted_while_it_waits_for_the_check_loses_the_wait_and_not_the_verdict()
    {
        var end = new TaskCompletionSource();
        LeakReport report = OnThread(() =>
        {
            using LeakScope scope = LeakScope.Begin("interrupted", s_quick);
            _ = WaitAsync(end.Task);
            Task<LeakReport> check = scope.CheckAsync().AsTask();
            Thread.CurrentThread.Interrupt();
            Action wait = () => check.Wait();
            wait.Should().Throw<ThreadInterruptedException>();
            return check.GetAwaiter().GetResult();
        });
        end.SetResult();

        report.LeakCount.Should().Be(1);
    }

    private static LeakReport Check()
    {
        var end = new TaskCompletionSource();
        using LeakScope scope = LeakScope.Begin("scheduled", s_quick);
        _ = WaitAsync(end.Task);
        LeakReport report = scope.CheckAsync().AsTask().GetAwaiter().GetResult();
        end.SetResult();
        return report;
    }

    private static async Task WaitAsync(Task end) => await end.ConfigureAwait(false);

    private static T OnThread<T>(Func<T> body)
    {
        T result = default!;
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                result = body();
            }
            catch (Exception e)
            {
                failure = e;
            }
        });
        thread.Start();
        thread.Join();
        return failure is null ? result : throw new InvalidOperationException(failure.Message, failure);
    }

    private sealed class ThrowingContext : SynchronizationContext
    {
        private int _posted;

        public int Posted => _posted;

        public override void Post(SendOrPostCallback d, object? state) => throw Refusal();

        public override void Send(SendOrPostCallback d, object? state) => throw Refusal();

        private InvalidOperationException Refusal()
        {
            Interlocked.Increment(ref _posted);
            return new InvalidOperationException("This context takes nothing.");
        }
    }

    private sealed class OneThread : TaskScheduler, IDisposable
    {
        private readonly BlockingCollection<Task> _tasks = [];
        private int _count;

        public OneThread() => new Thread(() =>
        {
            foreach (Task task in _tasks.GetConsumingEnumerable())
            {
                TryExecuteTask(task);
            }
        }) { IsBackground = true }.UnsafeStart();

        public int Tasks => _count;

        public void Dispose() => _tasks.CompleteAdding();

        protected override void QueueTask(Task task)
        {
            Interlocked.Increment(ref _count);
            _tasks.Add(task);
        }

        protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

        protected override IEnumerable<Task> GetScheduledTasks() => _tasks;
    }
}
