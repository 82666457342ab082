using System.Diagnostics;
using System.Runtime.CompilerServices;
using LeakCheck.RuntimeInternals.Contracts;
using LeakCheck.Scopes;

namespace LeakCheck.RuntimeInternals;

/// <summary>
/// Plants one piece of work of each kind when the engine starts and looks for it, so that a runtime which renamed a field or changed a meaning is found out at once.
/// What is not seen is switched off and said aloud; nothing passes in silence.
/// </summary>
internal static class SelfTest
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    /// <summary>Runs on a thread of its own, before anything else uses the engine.</summary>
    public static void Run(LeakEngine engine)
    {
        RuntimeView runtime = engine.Runtime;
        if (runtime.Contexts is null)
        {
            return;
        }

        var attribution = new Attribution(runtime.Shapes, runtime.Contexts, engine.Marker.Key);
        using var planted = new Planted(engine);
        if (!Poll(() => attribution.OfContext(planted.Context).Scope == planted.Scope))
        {
            runtime.Lose("ownership", "the marker is not found in a captured context; nothing is checked");
            return;
        }

        if (runtime is { Tasks: { } table, Shapes: { } shapes } && WhyNoTask(table, shapes, attribution, planted) is { } noTask)
        {
            runtime.Lose("tasks", noTask + "; tasks and async methods are not checked");
        }

        if (runtime.Timers is { } queues)
        {
            CheckTimers(engine, queues, attribution, planted);
        }

        if (runtime.Waits is { } waits && !Poll(() => SeesWait(waits, attribution, planted)))
        {
            runtime.Lose("waits", "a registered wait is not found; registered waits and Process.Exited are not checked");
        }

        bool thread = Poll(() => SeesThread(planted));
        runtime.Note(new Capability("threads", thread, thread ? "bound" : "a thread is not seen to run for its scope; threads are not checked"));
    }

    private static string? WhyNoTask(ITaskTable table, ITaskShape shapes, Attribution attribution, Planted planted)
    {
        var tasks = new List<Task>();
        table.CopyAfter(planted.Scope.FirstTaskId, tasks);
        var scratch = new List<object>();
        if (!tasks.Any(t => shapes.IsAsyncBox(t) && attribution.OfTask(t, scratch).Scope == planted.Scope))
        {
            return "a suspended async method is not found in the runtime's task list";
        }

        if (!tasks.Any(t => shapes.Body(t) is not null && attribution.OfTask(t, scratch).Scope == planted.Scope))
        {
            return "a task with a delegate is not found in the runtime's task list";
        }

        var next = new List<object>();
        shapes.AddNext(planted.Awaited, next);
        if (next is not [var box] || !shapes.IsAsyncBox(box) || shapes.StateMachine(box) is not { } machine
            || shapes.StateMachineType(box) is null || Clr.FieldReader.Get(machine, "<>1__state") is not 0)
        {
            return "who waits for a task cannot be read";
        }

        return null;
    }

    private static void CheckTimers(LeakEngine engine, ITimerQueues queues, Attribution attribution, Planted planted)
    {
        var entries = new List<TimerEntry>();
        queues.CopySince(planted.Scope.FirstTicks, entries);
        var scratch = new List<object>();
        if (!entries.Any(e => ReferenceEquals(e.Callback, planted.TimerCallback) && attribution.OfTimer(e, null, scratch).Scope == planted.Scope))
        {
            engine.Runtime.Lose("timers", "an armed timer is not found in the runtime's queues; timers are not checked");
            return;
        }

        bool armed = entries.Any(e => e.State == planted.Delay && engine.Armings.Find(e.Timer) is { } arming && attribution.OfTimer(e, arming, scratch).Scope == planted.Scope);
        engine.Runtime.Note(new Capability(
            "timer-owners", armed,
            armed ? "arming events" : "arming events do not name the timer; delays, periodic timers and sources with a timeout that nobody awaits have no owner, and no arming line is known"));
    }

    private static bool SeesWait(IRegisteredWaits waits, Attribution attribution, Planted planted)
    {
        var entries = new List<WaitEntry>();
        waits.Copy(entries);
        return entries.Any(e => attribution.OfContext(e.Context).Scope == planted.Scope);
    }

    private static bool SeesThread(Planted planted)
    {
        foreach (ThreadSlot slot in ThreadSlots.All)
        {
            if (slot.Owner == planted.Scope && slot.Thread != Thread.CurrentThread)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Threads and waits take a moment to begin; nothing is waited for once they are seen.</summary>
    private static bool Poll(Func<bool> sees)
    {
        long start = Stopwatch.GetTimestamp();
        while (!sees())
        {
            if (Stopwatch.GetElapsedTime(start) > s_patience)
            {
                return false;
            }

            Thread.Sleep(1);
        }

        return true;
    }

    /// <summary>One piece of work of each kind, ended on disposal.</summary>
    private sealed class Planted : IDisposable
    {
        private readonly LeakEngine _engine;
        private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly ManualResetEvent _end = new(initialState: false);
        private readonly CancellationTokenSource _cancellation = new();
        private readonly Timer _timer;
        private readonly RegisteredWaitHandle _wait;
        private readonly Task _method;
        private readonly Thread _thread;

        public Planted(LeakEngine engine)
        {
            _engine = engine;
            Scope = new LeakScope(engine, "self-test", ScopeKind.Block, Settings.EffectiveSettings.Default, null);
            engine.Marker.Current = Scope;
            Context = ExecutionContext.Capture();
            _method = WaitAsync(_completion.Task);
            _method.ContinueWith(static _ => { }, TaskScheduler.Default);
            TimerCallback = static _ => { };
            _timer = new Timer(TimerCallback, null, TimeSpan.FromHours(1), TimeSpan.FromHours(1));
            Delay = Task.Delay(TimeSpan.FromHours(1), _cancellation.Token);
            _wait = ThreadPool.RegisterWaitForSingleObject(_end, static (_, _) => { }, null, Timeout.Infinite, executeOnlyOnce: true);
            _thread = new Thread(() => _end.WaitOne()) { IsBackground = true, Name = "LeakCheck self-test" };
            _thread.Start();
            engine.Marker.Current = null;
        }

        public LeakScope Scope { get; }

        public ExecutionContext? Context { get; }

        public Task Awaited => _completion.Task;

        public Task Delay { get; }

        public TimerCallback TimerCallback { get; }

        public void Dispose()
        {
            _completion.SetResult();
            _timer.Dispose();
            _cancellation.Cancel();
            _cancellation.Dispose();
            _wait.Unregister(null);
            _end.Set();
            _thread.Join();
            _method.Wait();
            _end.Dispose();
            _engine.Marker.Current = null;
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private static async Task WaitAsync(Task task) => await task.ConfigureAwait(false);
    }
}
