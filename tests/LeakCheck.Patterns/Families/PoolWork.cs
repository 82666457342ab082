using System.Runtime.CompilerServices;

namespace LeakCheck.Patterns.Families;

/// <summary>Work items of the thread pool, registered waits, and work whose starter cut the flow of the execution context.</summary>
internal static class PoolWork
{
    private static readonly IReadOnlyList<SurvivorKind> ThreadOrTask = [SurvivorKind.Thread, SurvivorKind.Task];

    public static IEnumerable<Pattern> All =>
    [
        Work.Elsewhere("pool/queue-blocked", QueueBlocked) with { Method = nameof(QueueBlocked), Kinds = [SurvivorKind.Thread], HoldsPoolThread = true },
        Work.Elsewhere("pool/queue-generic", QueueGeneric) with { Method = nameof(QueueGeneric), Kinds = [SurvivorKind.Thread], HoldsPoolThread = true },
        Work.Elsewhere("pool/queue-async-void", QueueAsyncVoid) with { Method = nameof(QueueAsyncVoid) },
        Work.Elsewhere("pool/task-wait", TaskWait) with { Method = nameof(TaskWait), Kinds = ThreadOrTask, HoldsPoolThread = true },
        Work.Elsewhere("pool/task-result", TaskResult) with { Method = nameof(AnswerAsync), Kinds = ThreadOrTask, HoldsPoolThread = true },
        Work.Elsewhere("pool/blocks-after-await", BlocksAfterAwait) with { Method = nameof(BlocksAfterAwait), Kinds = ThreadOrTask, HoldsPoolThread = true },
        new("pool/registered-wait", RegisteredWaitLeaky, RegisteredWaitClean) { Kinds = [SurvivorKind.Thread], Method = nameof(Register) },
        new("pool/registered-wait-repeating", RepeatingWaitLeaky, RepeatingWaitClean) { Kinds = [SurvivorKind.Thread], Method = nameof(RegisterRepeating) },
        Unowned(Work.Elsewhere("detached/suppressed-task-run", SuppressedRun)) with { Method = nameof(SuppressedRun) },
        Unowned(Work.Elsewhere("detached/suppressed-loop", SuppressedLoop)) with { Method = nameof(LoopAsync) },
        Unowned(Work.Elsewhere("detached/unsafe-queue", UnsafeQueue)) with { Method = nameof(UnsafeQueue), Kinds = [SurvivorKind.Thread], HoldsPoolThread = true },
        Unowned(Work.OnThread("detached/unsafe-start", UnsafeStart)) with { Method = nameof(UnsafeStart) },
        Unowned(Work.OnThread("detached/suppressed-thread", SuppressedThread)) with { Method = nameof(SuppressedThread) },
    ];

    // No scope owns what was started without its context; the sweep has to name it.
    private static Pattern Unowned(Pattern pattern) => pattern with { LeakyClass = null, SweepNamesIt = true };

    private static Task QueueBlocked(WorkControl control)
    {
        var ended = new TaskCompletionSource();
        ThreadPool.QueueUserWorkItem(_ =>
        {
            control.Arrive();
            control.Event.Wait(); // stuck: pool/queue-blocked
            ended.SetResult();
        });
        return ended.Task;
    }

    private static Task QueueGeneric(WorkControl control)
    {
        var ended = new TaskCompletionSource();
        ThreadPool.QueueUserWorkItem(
            // No task names it: inlined into the pool's code it would have no frame (docs/limits.md).
            [MethodImpl(MethodImplOptions.NoInlining)] static (state) =>
            {
                state.Control.Arrive();
                state.Control.Event.Wait(); // stuck: pool/queue-generic
                state.Ended.SetResult();
            },
            (Control: control, Ended: ended),
            preferLocal: true);
        return ended.Task;
    }

    private static Task QueueAsyncVoid(WorkControl control)
    {
        var ended = new TaskCompletionSource();
        ThreadPool.QueueUserWorkItem(async _ =>
        {
            control.Arrive();
            await control.Gate; // stuck: pool/queue-async-void
            ended.SetResult();
        });
        return ended.Task;
    }

    private static Task TaskWait(WorkControl control) => Task.Run(() =>
    {
        control.Arrive();
        control.Gate.Wait(); // stuck: pool/task-wait
    });

    private static Task TaskResult(WorkControl control) => Task.Run(() =>
    {
        control.Arrive();
        return AnswerAsync(control).Result; // stuck: pool/task-result
    });

    private static async Task<int> AnswerAsync(WorkControl control)
    {
        await control.Gate; // stuck: pool/task-result
        return 1;
    }

    private static async Task BlocksAfterAwait(WorkControl control)
    {
        await Task.Yield();
        control.Arrive();
        control.Event.Wait(); // stuck: pool/blocks-after-await
    }

    private static Task RegisteredWaitLeaky(PatternContext context)
    {
        ManualResetEvent signal = context.DisposeAtRelease(new ManualResetEvent(false));
        RegisteredWaitHandle wait = Register(signal);
        bool registered = true;
        context.Watch(() => registered);
        context.OnRelease(() =>
        {
            wait.Unregister(null);
            registered = false;
        });
        return Task.CompletedTask;
    }

    private static Task RegisteredWaitClean(PatternContext context)
    {
        using var signal = new ManualResetEvent(false);
        using var ended = new ManualResetEvent(false);
        Register(signal).Unregister(ended);
        ended.WaitOne();
        return Task.CompletedTask;
    }

    private static RegisteredWaitHandle Register(WaitHandle signal)
        => ThreadPool.RegisterWaitForSingleObject(signal, static (_, _) => { }, null, Timeout.Infinite, executeOnlyOnce: true); // stuck: pool/registered-wait

    private static Task RepeatingWaitLeaky(PatternContext context)
    {
        AutoResetEvent signal = context.DisposeAtRelease(new AutoResetEvent(false));
        RegisteredWaitHandle wait = RegisterRepeating(signal);
        bool registered = true;
        context.Watch(() => registered);
        context.OnRelease(() =>
        {
            wait.Unregister(null);
            registered = false;
        });
        return Task.CompletedTask;
    }

    private static Task RepeatingWaitClean(PatternContext context)
    {
        using var signal = new AutoResetEvent(false);
        using var ended = new ManualResetEvent(false);
        RegisterRepeating(signal).Unregister(ended);
        ended.WaitOne();
        return Task.CompletedTask;
    }

    private static RegisteredWaitHandle RegisterRepeating(WaitHandle signal)
        => ThreadPool.RegisterWaitForSingleObject(signal, static (_, _) => { }, null, 50, executeOnlyOnce: false); // stuck: pool/registered-wait-repeating

    private static Task SuppressedRun(WorkControl control)
    {
        using (ExecutionContext.SuppressFlow())
        {
            return Task.Run(async () =>
            {
                control.Arrive();
                await control.Gate; // stuck: detached/suppressed-task-run
            });
        }
    }

    private static Task SuppressedLoop(WorkControl control)
    {
        using (ExecutionContext.SuppressFlow())
        {
            return Task.Run(() => LoopAsync(control));
        }
    }

    private static async Task LoopAsync(WorkControl control)
    {
        control.Arrive();
        while (true)
        {
            await Task.Delay(20, control.Token); // stuck: detached/suppressed-loop
        }
    }

    private static Task UnsafeQueue(WorkControl control)
    {
        var ended = new TaskCompletionSource();
        ThreadPool.UnsafeQueueUserWorkItem(
            _ =>
            {
                control.Arrive();
                control.Event.Wait(); // stuck: detached/unsafe-queue
                ended.SetResult();
            },
            null);
        return ended.Task;
    }

    private static Thread UnsafeStart(WorkControl control)
    {
        var thread = new Thread(() =>
        {
            control.Arrive();
            control.Event.Wait(); // stuck: detached/unsafe-start
        })
        {
            IsBackground = true,
            Name = "unsafe-start",
        };
        thread.UnsafeStart();
        return thread;
    }

    private static Thread SuppressedThread(WorkControl control)
    {
        var thread = new Thread(() =>
        {
            control.Arrive();
            control.Event.Wait(); // stuck: detached/suppressed-thread
        })
        {
            IsBackground = true,
            Name = "suppressed-thread",
        };
        using (ExecutionContext.SuppressFlow())
        {
            thread.Start();
        }

        return thread;
    }
}
