using System.Runtime.CompilerServices;

namespace LeakCheck.Patterns.Families;

/// <summary>
/// Process-wide workers that a test happens to start first. The clean twin only uses the singleton; the leaky twin makes an instance of its own, of the same class.
/// A singleton is first used once in a process, so each twin needs a fresh one.
/// </summary>
internal static class Singletons
{
    public static IEnumerable<Pattern> All =>
    [
        Singleton("singleton/lazy-timer", () => new LazyTicker(), () => _ = LazyTicker.Instance) with { Kinds = [SurvivorKind.Timer], Method = nameof(LazyTicker) },
        Singleton("singleton/static-field-timer", () => new FieldTicker(), () => _ = FieldTicker.Instance) with { Kinds = [SurvivorKind.Timer], Method = nameof(FieldTicker) },
        Singleton("singleton/cctor-timer", () => new CctorTicker(), CctorTicker.Touch) with { Kinds = [SurvivorKind.Timer], Method = nameof(CctorTicker), AlsoListed = SurvivorClass.ProcessWide },
        Singleton("singleton/double-checked-loop", () => new CheckedLoop(), () => _ = CheckedLoop.Instance) with { Method = nameof(CheckedLoop) },
        Singleton("singleton/nested-holder-loop", () => new NestedLoop(), () => _ = NestedLoop.Instance) with { Method = nameof(NestedLoop) },
        Singleton("singleton/generic-holder-loop", () => new HeldLoop(), () => _ = Holder<HeldLoop>.Instance) with { Method = nameof(HeldLoop) },
        new("singleton/replaced", ReplacedLeaky, ReplacedClean)
        {
            Kinds = [SurvivorKind.Timer], Method = nameof(ReplacedTicker), CleanClass = SurvivorClass.ProcessWide, AlsoListed = SurvivorClass.ProcessWide, NeedsFreshProcess = true,
        },
    ];

    /// <summary>A singleton and another instance of its class.</summary>
    internal static Pattern Singleton(string name, Func<IDisposable> another, Action use, [CallerFilePath] string source = "") => new(
        name,
        context =>
        {
            IDisposable instance = context.DisposeAtRelease(another());
            bool alive = true;
            context.Watch(() => alive);
            context.OnRelease(() => alive = false);
            context.Keep(instance);
            return Task.CompletedTask;
        },
        context =>
        {
            use();
            return Task.CompletedTask;
        },
        source)
    {
        CleanClass = SurvivorClass.ProcessWide,
        NeedsFreshProcess = true,
    };

    private static Task ReplacedLeaky(PatternContext context)
    {
        ReplacedTicker first = new();
        context.OnRelease(first.Dispose);
        context.Watch(() => !context.Control.Ended);
        ReplacedTicker.Current = first;
        ReplacedTicker.Current = context.DisposeAtRelease(new ReplacedTicker());
        return Task.CompletedTask;
    }

    private static Task ReplacedClean(PatternContext context)
    {
        ReplacedTicker.Current = new ReplacedTicker();
        return Task.CompletedTask;
    }

    private sealed class LazyTicker : IDisposable
    {
        private static readonly Lazy<LazyTicker> Shared = new(() => new LazyTicker());
        private readonly Timer _timer;

        public LazyTicker() => _timer = new Timer(Tick, null, 1000, 1000); // stuck: singleton/lazy-timer

        public static LazyTicker Instance => Shared.Value;

        public void Dispose() => _timer.Dispose();

        private void Tick(object? state)
        {
        }
    }

    private sealed class FieldTicker : IDisposable
    {
        private static FieldTicker? s_shared;
        private readonly Timer _timer;

        public FieldTicker() => _timer = new Timer(Tick, null, 1000, 1000); // stuck: singleton/static-field-timer

        public static FieldTicker Instance => s_shared ??= new FieldTicker();

        public void Dispose() => _timer.Dispose();

        private void Tick(object? state)
        {
        }
    }

    private sealed class CctorTicker : IDisposable
    {
        private static readonly CctorTicker Shared;
        private readonly Timer _timer;

        static CctorTicker() => Shared = new CctorTicker();

        public CctorTicker() => _timer = new Timer(Tick, null, 1000, 1000); // stuck: singleton/cctor-timer

        public static void Touch() => GC.KeepAlive(Shared);

        public void Dispose() => _timer.Dispose();

        private void Tick(object? state)
        {
        }
    }

    private sealed class ReplacedTicker : IDisposable
    {
        private readonly Timer _timer;

        // The timer keeps its own object alive, so that a collection does not end what was replaced.
        public ReplacedTicker() => _timer = SelfHolding(this);

        public static ReplacedTicker? Current { get; set; }

        public void Dispose() => _timer.Dispose();

        private static Timer SelfHolding(ReplacedTicker owner)
        {
            var timer = new Timer(static state => GC.KeepAlive(state), owner, Timeout.Infinite, Timeout.Infinite);
            timer.Change(1000, 1000); // stuck: singleton/replaced
            return timer;
        }
    }

    private sealed class CheckedLoop : IDisposable
    {
        private static readonly object Sync = new();
        private static volatile CheckedLoop? s_shared;
        private readonly CancellationTokenSource _stop = new();
        private readonly Task _loop;

        public CheckedLoop() => _loop = RunAsync();

        public static CheckedLoop Instance
        {
            get
            {
                if (s_shared is null)
                {
                    lock (Sync)
                    {
                        s_shared ??= new CheckedLoop();
                    }
                }

                return s_shared;
            }
        }

        public void Dispose()
        {
            _stop.Cancel();
            GC.KeepAlive(_loop);
        }

        private async Task RunAsync()
        {
            while (true)
            {
                await Task.Delay(50, _stop.Token); // stuck: singleton/double-checked-loop
            }
        }
    }

    private sealed class NestedLoop : IDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly Task _loop;

        public NestedLoop() => _loop = Task.Run(RunAsync);

        public static NestedLoop Instance => Nested.Shared;

        public void Dispose()
        {
            _stop.Cancel();
            GC.KeepAlive(_loop);
        }

        private async Task RunAsync()
        {
            using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
            while (await timer.WaitForNextTickAsync(_stop.Token)) // stuck: singleton/nested-holder-loop
            {
            }
        }

        private static class Nested
        {
            public static readonly NestedLoop Shared = new();
        }
    }

    private static class Holder<T>
        where T : class, new()
    {
        private static T? s_shared;

        public static T Instance => s_shared ??= new T();
    }

    private sealed class HeldLoop : IDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly Task _loop;

        public HeldLoop() => _loop = RunAsync();

        public void Dispose()
        {
            _stop.Cancel();
            GC.KeepAlive(_loop);
        }

        private async Task RunAsync()
        {
            while (true)
            {
                await Task.Delay(50, _stop.Token); // stuck: singleton/generic-holder-loop
            }
        }
    }
}
