using System.Runtime.CompilerServices;

namespace LeakCheck.Patterns.Families;

/// <summary>Everything of the base class library that ticks.</summary>
internal static class Timers
{
    private static readonly IReadOnlyList<SurvivorKind> TimerOrTask = [SurvivorKind.Timer, SurvivorKind.Task];

    public static IEnumerable<Pattern> All =>
    [
        TimerPattern("timer/periodic", Periodic),
        TimerPattern("timer/one-shot-far-away", OneShot),
        TimerPattern("timer/system-timers", SystemTimersTimer),
        TimerPattern("timer/time-provider", ProviderTimer),
        TimerPattern("timer/cts-with-timeout", CtsWithTimeout),
        TimerPattern("timer/cancel-after", CancelAfter),
        TimerPattern("timer/linked-cts-cancel-after", LinkedCts),
        new("timer/held-by-its-own-state", SelfHeldLeaky, SelfHeldClean) { Kinds = [SurvivorKind.Timer], Method = "SelfHeld" },
        new("timer/unreferenced", UnreferencedLeaky, UnreferencedClean) { LeakyClass = null },
        new("timer/delay-bare", BareDelayLeaky, BareDelayClean) { Kinds = TimerOrTask, Method = nameof(StartDelay) },
        Work.Here("timer/delay-awaited", AwaitDelay) with { Method = nameof(AwaitDelay), Kinds = TimerOrTask },
        Work.Here("timer/delay-loop", DelayLoop) with { Method = nameof(DelayLoop), Kinds = TimerOrTask },
        Work.Here("timer/periodic-timer-loop", PeriodicTimerLoop) with { Method = nameof(PeriodicTimerLoop), Kinds = TimerOrTask },
        Work.Here("timer/wait-async-timeout", WaitAsyncTimeout) with { Method = nameof(WaitAsyncTimeout), Kinds = TimerOrTask },
        Work.Elsewhere("timer/callback-blocked", CallbackBlocked) with { Method = nameof(CallbackBlocked), Kinds = [SurvivorKind.Thread], HoldsPoolThread = true },
        Work.Elsewhere("timer/callback-async-void", CallbackAsync) with { Method = nameof(CallbackAsync) },
    ];

    // The owner stays referenced by the test; only its disposal ends the tick.
    private static Pattern TimerPattern(string name, Func<WorkControl, IDisposable> start, [CallerArgumentExpression(nameof(start))] string method = "")
        => new(
            name,
            context =>
            {
                IDisposable timer = context.DisposeAtRelease(start(context.Control));
                context.Watch(() => IsAlive(timer));
                return Task.CompletedTask;
            },
            context =>
            {
                using var control = new WorkControl();
                using IDisposable timer = start(control);
                context.Watch(() => IsAlive(timer));
                control.End();
                return Task.CompletedTask;
            })
        {
            Kinds = [SurvivorKind.Timer],
            Method = method,
        };

    private static bool IsAlive(IDisposable timer)
    {
        try
        {
            // Changing or reading what was disposed throws or says no; a timer that is alive stays armed.
            return timer switch
            {
                ITimer armed => armed.Change(TimeSpan.FromDays(1), Timeout.InfiniteTimeSpan),
                CancellationTokenSource source => source.Token.CanBeCanceled,
                System.Timers.Timer timers => timers.Enabled,
                _ => throw new ArgumentOutOfRangeException(nameof(timer)),
            };
        }
        catch (ObjectDisposedException)
        {
            return false;
        }
    }

    private static Timer Periodic(WorkControl control) => new(static _ => { }, null, 10, 10); // stuck: timer/periodic

    private static Timer OneShot(WorkControl control) => new(static _ => { }, null, TimeSpan.FromDays(1), Timeout.InfiniteTimeSpan); // stuck: timer/one-shot-far-away

    private static System.Timers.Timer SystemTimersTimer(WorkControl control)
    {
        var timer = new System.Timers.Timer(10) { AutoReset = true };
        timer.Elapsed += static (_, _) => { };
        timer.Start(); // stuck: timer/system-timers
        return timer;
    }

    private static ITimer ProviderTimer(WorkControl control)
        => TimeProvider.System.CreateTimer(static _ => { }, null, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1)); // stuck: timer/time-provider

    private static CancellationTokenSource CtsWithTimeout(WorkControl control)
        => new(TimeSpan.FromMinutes(1)); // stuck: timer/cts-with-timeout

    private static CancellationTokenSource CancelAfter(WorkControl control)
    {
        var source = new CancellationTokenSource();
        source.CancelAfter(TimeSpan.FromMinutes(1)); // stuck: timer/cancel-after
        return source;
    }

    private static CancellationTokenSource LinkedCts(WorkControl control)
    {
        // An optimised build keeps the source on the stack, and both statements become one for the stack trace.
        CancellationTokenSource source = CancellationTokenSource.CreateLinkedTokenSource(control.Token); // stuck: timer/linked-cts-cancel-after
        source.CancelAfter(TimeSpan.FromMinutes(1)); // stuck: timer/linked-cts-cancel-after
        return source;
    }

    private static Task SelfHeldLeaky(PatternContext context)
    {
        var ended = new StrongBox<bool>();
        SelfHeld.Start(context.Control, ended);
        context.Watch(() => !ended.Value);
        return Task.CompletedTask;
    }

    private static async Task SelfHeldClean(PatternContext context)
    {
        using var control = new WorkControl();
        var ended = new StrongBox<bool>();
        SelfHeld.Start(control, ended);
        context.Watch(() => !ended.Value);
        control.End();
        await context.WaitForEndAsync();
    }

    // Nothing refers to the timer, so it goes with the next collection.
    private static Task UnreferencedLeaky(PatternContext context)
    {
        StartUnreferenced();
        return Task.CompletedTask;
    }

    private static Task UnreferencedClean(PatternContext context)
    {
        using var timer = new Timer(static _ => { }, null, 60_000, 60_000);
        return Task.CompletedTask;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void StartUnreferenced() => _ = new Timer(static _ => { }, null, 60_000, 60_000);

    private static Task BareDelayLeaky(PatternContext context)
    {
        context.Watch(StartDelay(context.Released));
        return Task.CompletedTask;
    }

    private static async Task BareDelayClean(PatternContext context)
    {
        using var stop = new CancellationTokenSource();
        Task delay = context.Watch(StartDelay(stop.Token));
        await stop.CancelAsync();
        await Work.EndOf(delay);
    }

    private static Task StartDelay(CancellationToken token) => Task.Delay(TimeSpan.FromMinutes(10), token); // stuck: timer/delay-bare

    private static async Task AwaitDelay(WorkControl control)
    {
        await Task.Delay(TimeSpan.FromMinutes(10), control.Token); // stuck: timer/delay-awaited
    }

    private static async Task DelayLoop(WorkControl control)
    {
        while (!control.Ended)
        {
            await Task.Delay(15); // stuck: timer/delay-loop
        }
    }

    private static async Task PeriodicTimerLoop(WorkControl control)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(15));
        while (await timer.WaitForNextTickAsync(control.Token)) // stuck: timer/periodic-timer-loop
        {
            control.Arrive();
        }
    }

    private static async Task WaitAsyncTimeout(WorkControl control)
    {
        await control.Gate.WaitAsync(TimeSpan.FromMinutes(10)); // stuck: timer/wait-async-timeout
    }

    private static Task CallbackBlocked(WorkControl control)
    {
        var ended = new TaskCompletionSource();
        var timer = new Timer(_ =>
        {
            control.Arrive();
            control.Event.Wait(); // stuck: timer/callback-blocked
            ended.TrySetResult();
        });
        timer.Change(1, Timeout.Infinite);
        return ended.Task;
    }

    private static Task CallbackAsync(WorkControl control)
    {
        var ended = new TaskCompletionSource();
        var timer = new Timer(async _ =>
        {
            control.Arrive();
            await control.Gate; // stuck: timer/callback-async-void
            ended.TrySetResult();
        });
        timer.Change(1, Timeout.Infinite);
        return ended.Task;
    }

    private sealed class SelfHeld(WorkControl control, StrongBox<bool> ended)
    {
        private Timer? _timer;

        public static void Start(WorkControl control, StrongBox<bool> ended)
        {
            var self = new SelfHeld(control, ended);
            self._timer = new Timer(static state => ((SelfHeld)state!).Tick(), self, 10, 10); // stuck: timer/held-by-its-own-state
        }

        private void Tick()
        {
            if (control.Ended)
            {
                _timer?.Dispose();
                ended.Value = true;
            }
        }
    }
}
