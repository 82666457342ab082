namespace LeakCheck.Core.Tests.Diagnosis.Hints.RuleSamples;

public sealed class LC118 : RuleSample
{
    private readonly Pump _pump = new();

    public override string Fix => "let the scheduler finish its queue before the test ends";

    public override void Release() => _pump.Run();

    #region leaky
    public override Task Leaky()
    {
        _ = Task.Factory.StartNew(Feed.Read, CancellationToken.None, TaskCreationOptions.None, _pump);
        return Task.CompletedTask;
    }
    #endregion

    #region mended
    public override async Task Mended()
    {
        Task reading = Task.Factory.StartNew(Feed.Read, CancellationToken.None, TaskCreationOptions.None, _pump);
        _pump.Run();
        await reading;
    }
    #endregion

    #region both
    /// <summary>Runs tasks when it is told to, as a user interface's loop does.</summary>
    private sealed class Pump : TaskScheduler
    {
        private readonly Queue<Task> _queue = new();

        public void Run()
        {
            while (_queue.TryDequeue(out Task? task))
            {
                TryExecuteTask(task);
            }
        }

        protected override void QueueTask(Task task) => _queue.Enqueue(task);

        protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

        protected override IEnumerable<Task> GetScheduledTasks() => _queue;
    }
    #endregion
}
