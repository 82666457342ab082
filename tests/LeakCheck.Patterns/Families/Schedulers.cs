using System.Collections.Concurrent;

namespace LeakCheck.Patterns.Families;

/// <summary>Work that runs on a scheduler or synchronisation context of its own.</summary>
internal static class Schedulers
{
    public static IEnumerable<Pattern> All =>
    [
        Work.Elsewhere("scheduler/configure-await-false", ConfigureAwaitFalse) with { Method = nameof(ConfigureAwaitFalse) },
        Work.Elsewhere("scheduler/synchronization-context", OnContext) with { Method = nameof(ContextAsync) },
        Work.Elsewhere("scheduler/custom-scheduler", OnScheduler) with { Method = nameof(OnScheduler), Kinds = [SurvivorKind.Task, SurvivorKind.Thread] },
        Work.Elsewhere("scheduler/custom-scheduler-async", OnSchedulerAsync) with { Method = nameof(OnSchedulerAsync), Kinds = [SurvivorKind.Task, SurvivorKind.Thread] },
        Work.Elsewhere("scheduler/exclusive-pair", OnExclusivePair) with { Method = nameof(OnExclusivePair), Kinds = [SurvivorKind.Task, SurvivorKind.Thread], HoldsPoolThread = true },
    ];

    private static async Task ConfigureAwaitFalse(WorkControl control)
    {
        await Task.Delay(1).ConfigureAwait(false);
        control.Arrive();
        await control.Gate.ConfigureAwait(false); // stuck: scheduler/configure-await-false
    }

    private static Task OnContext(WorkControl control)
    {
        SynchronizationContext? before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(new PoolContext());
        try
        {
            return ContextAsync(control);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    private static async Task ContextAsync(WorkControl control)
    {
        await Task.Yield();
        control.Arrive();
        await control.Gate; // stuck: scheduler/synchronization-context
    }

    private static Task OnScheduler(WorkControl control) => Task.Factory.StartNew(
        () =>
        {
            control.Arrive();
            control.Event.Wait(); // stuck: scheduler/custom-scheduler
        },
        CancellationToken.None,
        TaskCreationOptions.None,
        new OneThreadScheduler(control));

    private static Task OnSchedulerAsync(WorkControl control) => Task.Factory.StartNew(
        async () =>
        {
            await Task.Yield();
            control.Arrive();
            await control.Gate; // stuck: scheduler/custom-scheduler-async
        },
        CancellationToken.None,
        TaskCreationOptions.None,
        new OneThreadScheduler(control)).Unwrap();

    private static Task OnExclusivePair(WorkControl control) => Task.Factory.StartNew(
        () =>
        {
            control.Arrive();
            control.Event.Wait(); // stuck: scheduler/exclusive-pair
        },
        CancellationToken.None,
        TaskCreationOptions.None,
        new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler);

    private sealed class PoolContext : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state) => ThreadPool.QueueUserWorkItem(static work =>
        {
            SetSynchronizationContext(work.Context);
            work.Callback(work.State);
        }, (Context: this, Callback: d, State: state), preferLocal: false);
    }

    private sealed class OneThreadScheduler : TaskScheduler
    {
        private readonly BlockingCollection<Task> _queue = [];
        private readonly object _lock = new();
        private readonly WorkControl _control;
        private bool _runs;

        public OneThreadScheduler(WorkControl control)
        {
            _control = control;
            Begin();
        }

        // What continues a task may come after the control's end, when the thread has gone.
        protected override void QueueTask(Task task)
        {
            lock (_lock)
            {
                _queue.Add(task);
                if (!_runs)
                {
                    Begin();
                }
            }
        }

        protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

        protected override IEnumerable<Task> GetScheduledTasks() => [.. _queue];

        private void Begin()
        {
            _runs = true;
            var thread = new Thread(() =>
            {
                while (Goes())
                {
                    if (_queue.TryTake(out Task? task, 20)) // stuck: scheduler/custom-scheduler-async
                    {
                        TryExecuteTask(task);
                    }
                }
            })
            {
                IsBackground = true,
                Name = "one-thread-scheduler",
            };
            thread.Start();
        }

        private bool Goes()
        {
            lock (_lock)
            {
                return _runs = !_control.Ended || _queue.Count > 0;
            }
        }
    }
}
