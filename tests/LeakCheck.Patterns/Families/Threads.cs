using System.Runtime.CompilerServices;

namespace LeakCheck.Patterns.Families;

/// <summary>Threads of one's own, in every way in which they stand still or spin.</summary>
internal static class Threads
{
    public static IEnumerable<Pattern> All =>
    [
        Work.OnThread("thread/foreground-event", ForegroundEvent) with { Method = nameof(ForegroundEvent) },
        Work.OnThread("thread/background-event", BackgroundEvent) with { Method = nameof(BackgroundEvent) },
        Work.OnThread("thread/named-sleep-loop", SleepLoop) with { Method = nameof(SleepLoop) },
        Work.OnThread("thread/spin", Spin) with { Method = nameof(Spin), Spins = true },
        Work.OnThread("thread/spin-until", SpinUntil) with { Method = nameof(SpinUntil), Spins = true },
        Work.OnThread("thread/lock-held-elsewhere", LockHeldElsewhere) with { Method = nameof(LockHeldElsewhere) },
        Work.OnThread("thread/deadlock-pair", DeadlockPair) with { Method = nameof(DeadlockPair) },
        Work.OnThread("thread/monitor-wait", MonitorWait) with { Method = nameof(MonitorWait) },
        Work.OnThread("thread/join", JoinOther) with { Method = nameof(JoinOther) },
        Work.OnThread("thread/task-wait", TaskWait) with { Method = nameof(TaskWait) },
        Work.OnThread("thread/task-result", TaskResult) with { Method = nameof(TaskResult) },
        Work.OnThread("thread/started-by-thread", StartedByThread) with { Method = nameof(StartedByThread) },
        Work.OnThread("thread/method-group", control => new Worker(control).Start()) with { Method = "Worker.Run" },
    ];

    /// <summary>Starts a named thread.</summary>
    internal static Thread Start(string name, ThreadStart body, bool background = true)
    {
        var thread = new Thread(body) { Name = name, IsBackground = background };
        thread.Start();
        return thread;
    }

    private static Thread ForegroundEvent(WorkControl control)
    {
        var thread = new Thread(() =>
        {
            control.Arrive();
            control.Event.Wait(); // stuck: thread/foreground-event
        });
        thread.Start();
        return thread;
    }

    private static Thread BackgroundEvent(WorkControl control)
    {
        var thread = new Thread(() =>
        {
            control.Arrive();
            control.Event.Wait(); // stuck: thread/background-event
        })
        {
            IsBackground = true,
        };
        thread.Start();
        return thread;
    }

    private static Thread SleepLoop(WorkControl control) => Start("sleeper", () =>
    {
        control.Arrive();
        while (!control.Ended)
        {
            Thread.Sleep(50); // stuck: thread/named-sleep-loop
        }
    });

    private static Thread Spin(WorkControl control) => Start("spinner", [MethodImpl(MethodImplOptions.NoOptimization)] () =>
    {
        // Unoptimised: the maps of an optimised loop know its statements only roughly. Managed code only: up to .NET 8 a loop around Thread.SpinWait can hardly be suspended, not even for a garbage collection.
        int work = 1;
        CancellationToken ended = control.Token;
        control.Arrive();

        // Asked of the runtime's type: in a Debug build a property of ours would be the innermost frame of the program's own.
        while (!ended.IsCancellationRequested) // stuck: thread/spin
        { // stuck: thread/spin
            work = unchecked((work * 31) + 1); // stuck: thread/spin
        } // stuck: thread/spin

        GC.KeepAlive(work); // stuck: thread/spin
    });

    private static Thread SpinUntil(WorkControl control) => Start("spin-until", () =>
    {
        control.Arrive();
        SpinWait.SpinUntil(() => control.Ended); // stuck: thread/spin-until
    });

    private static Thread LockHeldElsewhere(WorkControl control)
    {
        var sync = new object();
        var held = new ManualResetEventSlim();
        Thread holder = Start("lock-holder", () =>
        {
            lock (sync)
            {
                held.Set();
                control.Event.Wait(); // stuck: thread/lock-held-elsewhere
            }
        });
        held.Wait();
        return Start("lock-waiter", () =>
        {
            control.Arrive();
            lock (sync) // stuck: thread/lock-held-elsewhere
            {
                holder.Join();
            }
        });
    }

    // The second thread gives up when it is told to; until then each waits for what the other holds.
    private static Thread DeadlockPair(WorkControl control)
    {
        object left = new();
        object right = new();
        var both = new Barrier(3);
        Thread first = Start("takes-left-first", () =>
        {
            lock (left)
            {
                both.SignalAndWait();
                control.Arrive();
                lock (right) // stuck: thread/deadlock-pair
                {
                }
            }
        });
        Start("takes-right-first", () =>
        {
            lock (right)
            {
                both.SignalAndWait();
                bool taken = false;
                while (!taken && !control.Ended)
                {
                    Monitor.TryEnter(left, 100, ref taken); // stuck: thread/deadlock-pair
                }

                if (taken)
                {
                    Monitor.Exit(left);
                }
            }
        });
        both.SignalAndWait();
        return first;
    }

    private static Thread MonitorWait(WorkControl control)
    {
        var sync = new object();
        control.Token.Register(() =>
        {
            lock (sync)
            {
                Monitor.PulseAll(sync);
            }
        });
        return Start("monitor-waiter", () =>
        {
            lock (sync)
            {
                control.Arrive();
                while (!control.Ended)
                {
                    Monitor.Wait(sync); // stuck: thread/monitor-wait
                }
            }
        });
    }

    private static Thread JoinOther(WorkControl control)
    {
        Thread other = Start("joined", () => control.Event.Wait()); // stuck: thread/join
        return Start("joiner", () =>
        {
            control.Arrive();
            other.Join(); // stuck: thread/join
        });
    }

    private static Thread TaskWait(WorkControl control) => Start("task-wait", () =>
    {
        control.Arrive();
        control.Gate.Wait(); // stuck: thread/task-wait
    });

    private static Thread TaskResult(WorkControl control)
    {
        var answer = new TaskCompletionSource<int>();
        control.Token.Register(() => answer.TrySetResult(1));
        return Start("task-result", () =>
        {
            control.Arrive();
            _ = answer.Task.Result; // stuck: thread/task-result
        });
    }

    private static Thread StartedByThread(WorkControl control)
    {
        Thread? inner = null;
        Thread outer = Start("outer", () => inner = Start("inner", () =>
        {
            control.Arrive();
            control.Event.Wait(); // stuck: thread/started-by-thread
        }));
        outer.Join();
        return inner!;
    }

    private sealed class Worker(WorkControl control)
    {
        public Thread Start()
        {
            var thread = new Thread(Run) { IsBackground = true };
            thread.Start();
            return thread;
        }

        private void Run()
        {
            control.Arrive();
            control.Event.Wait(); // stuck: thread/method-group
        }
    }
}
