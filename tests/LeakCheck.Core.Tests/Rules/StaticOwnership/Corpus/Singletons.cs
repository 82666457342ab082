namespace LeakCheck.Core.Tests.Rules.StaticOwnership.Corpus;

/// <summary>Work that a singleton owns: a test that happens to start it is not to blame.</summary>
public static class Singletons
{
    public static IReadOnlyList<OwnershipCase> All =>
    [
        Found("static readonly field", "static Singletons.InitialisedOnce.Instance", () => Of(InitialisedOnce.Instance)),
        Found("field set by the first user", "static Singletons.s_worker", () => Of(s_worker = new LoopWorker(), () => s_worker = null)),
        Found("double-checked lock", "static Singletons.DoubleChecked.s_instance", () => Of(DoubleChecked.Instance, DoubleChecked.Clear)),
        Found("Lazy", "static Singletons.s_lazy", () => Of(s_lazy.Value)),
        Found("nested holder class", "static Singletons.WithHolder.Holder.Instance", () => Of(WithHolder.Instance)),
        Found("property", "static Singletons.Property", () => Of(Property = new LoopWorker(), () => Property = null)),
        Found("field of an interface type", "static Singletons.s_interface", () => OfInterface(s_interface = new LoopWorker())),
        Found("field in the base class", "static Singletons.WithBase.Current", BaseClass),
        Found("Singleton<T> as base class", "static Singletons.Singleton<Singletons.Clock>.Instance", () => Of(Singleton<Clock>.Instance)) with { NeedsInitialisationQuery = true },
        Found("Holder<T> beside the class", "static Singletons.Holder<Singletons.Held>.Instance", () => Of(Holder<Held>.Instance)) with { NeedsInitialisationQuery = true },
        Found("method of a generic class", "static Singletons.Generic<String>.s_instance", GenericClass),
        Found("method that does not use this", "static Singletons.s_forgetful", Forgetful),
        Found("file-local class", "static FileLocal.s_instance", () => Of(FileLocal.Instance, FileLocal.Clear)),
        Found("struct field", "static Singletons.s_slot", StructField) with { NeedsInitialisationQuery = true },
        Found("nullable struct field", "static Singletons.s_nullableSlot", NullableStructField) with { NeedsInitialisationQuery = true },
        Found("tuple", "static Singletons.s_tuple", TupleField) with { NeedsInitialisationQuery = true },
        Found("record inside a record", "static Singletons.s_app", Records),
        Found("ThreadLocal", "static Singletons.s_threadLocal", ThreadLocalSlot),
        Found("result of a task", "static Singletons.s_result", TaskResult),
        Found("lazy task", "static Singletons.s_lazyTask", LazyTask),
        Found("Task.Run", "static Singletons.s_run", TaskRun),
        Found("Task.WhenAll", "static Singletons.s_all", WhenAll),
        Found("LongRunning task", "static Singletons.s_longRunning", LongRunning),
        Found("Timer", "static Singletons.s_timer", StaticTimer),
        Found("Timer of an object", "static Singletons.s_timerWorker", () => Of(s_timerWorker = new TimerWorker(), () => s_timerWorker = null)),
        Found("System.Timers.Timer", "static Singletons.s_timersTimer", TimersTimer),
        Found("PeriodicTimer", "static Singletons.s_periodic", Periodic),
        Found("Thread of an object", "static Singletons.s_threadWorker", ThreadOfObject),
        Missed("loop behind a static bool", LoopInNoField),
        Missed("instance memoised in a closure", Closure),
        Missed("thread in no field", ThreadInNoField),
        Missed("singleton that keeps its workers in a list", Pool),
    ];

    private static LoopWorker? s_worker;
    private static readonly Lazy<LoopWorker> s_lazy = new(() => new LoopWorker());
    private static IDisposable? s_interface;
    private static ForgetfulWorker? s_forgetful;
    private static Slot s_slot;
    private static Slot? s_nullableSlot;
    private static (string Name, LoopWorker? Worker) s_tuple;
    private static App? s_app;
    private static readonly ThreadLocal<LoopWorker?> s_threadLocal = new();
    private static Task<LoopWorker>? s_result;
    private static readonly Lazy<Task<LoopWorker>> s_lazyTask = new(() => Task.FromResult(new LoopWorker()));
    private static Task? s_run;
    private static Task? s_all;
    private static Task? s_longRunning;
    private static Timer? s_timer;
    private static TimerWorker? s_timerWorker;
    private static System.Timers.Timer? s_timersTimer;
    private static PeriodicTimer? s_periodic;
    private static ThreadWorker? s_threadWorker;
    private static bool s_started;
    private static Func<LoopWorker>? s_memo;
    private static WorkerPool? s_pool;

    private static LoopWorker? Property { get; set; }

    private static OwnershipCase Found(string name, string field, Func<CaseWork> begin) => new(name, SurvivorClass.ProcessWide, begin) { Field = field };

    /// <summary>Singletons that fields alone do not show. They stay leaks, and other rules or the user must excuse them.</summary>
    private static OwnershipCase Missed(string name, Func<CaseWork> begin) => new(name, SurvivorClass.Leak, begin);

    private static CaseWork Of(LoopWorker worker, Action? clear = null) => new(worker.Survivor, worker.Dispose + clear);

    private static CaseWork Of(TimerWorker worker, Action clear) => new(worker.Survivor, worker.Dispose + clear);

    private static CaseWork OfInterface(IDisposable worker) => new(((LoopWorker)worker).Survivor, () => { worker.Dispose(); s_interface = null; });

    private static CaseWork BaseClass()
    {
        var worker = new Derived();
        WithBase.Current = worker;
        return Of(worker, () => WithBase.Current = null);
    }

    private static CaseWork GenericClass()
    {
        Generic<string> instance = Generic<string>.Start();
        return new CaseWork(instance.Survivor, instance.Stop);
    }

    private static CaseWork Forgetful()
    {
        s_forgetful = new ForgetfulWorker();
        return new CaseWork(s_forgetful.Begin(), () => { s_forgetful.Dispose(); s_forgetful = null; });
    }

    private static CaseWork StructField()
    {
        s_slot = new Slot(new LoopWorker());
        return Of(s_slot.Worker, () => s_slot = default);
    }

    private static CaseWork NullableStructField()
    {
        s_nullableSlot = new Slot(new LoopWorker());
        return Of(s_nullableSlot.Value.Worker, () => s_nullableSlot = null);
    }

    private static CaseWork TupleField()
    {
        s_tuple = ("first", new LoopWorker());
        return Of(s_tuple.Worker, () => s_tuple = default);
    }

    private static CaseWork Records()
    {
        s_app = new App(new Services(new LoopWorker()));
        return Of(s_app.Services.Worker, () => s_app = null);
    }

    private static CaseWork ThreadLocalSlot()
    {
        LoopWorker worker = s_threadLocal.Value ??= new LoopWorker();
        return Of(worker);
    }

    private static CaseWork TaskResult()
    {
        s_result = Task.FromResult(new LoopWorker());
        return Of(s_result.Result, () => s_result = null);
    }

    private static CaseWork LazyTask() => Of(s_lazyTask.Value.Result);

    /// <summary>The promise of Task.Run does not point to the loop: only who awaits it leads to the field.</summary>
    private static CaseWork TaskRun()
    {
        var gate = new Gate();
        s_run = Task.Run(() => Gate.LoopAsync(gate));
        SpinWait.SpinUntil(() => LeadsTo(gate.Opened, s_run));
        return new CaseWork(gate.Opened, () => { gate.Open(); s_run = null; });

        static bool LeadsTo(object from, Task to)
        {
            List<object> next = [];
            LeakEngine.Current.Runtime.Shapes!.AddNext(from, next);
            return next.Exists(n => ReferenceEquals(n, to) || LeadsTo(n, to));
        }
    }

    private static CaseWork WhenAll()
    {
        var gate = new Gate();
        Task first = Gate.LoopAsync(gate);
        s_all = Task.WhenAll(first, Gate.LoopAsync(gate));
        return new CaseWork(first, () => { gate.Open(); s_all = null; });
    }

    private static CaseWork LongRunning()
    {
        var stop = new ManualResetEventSlim();
        s_longRunning = Task.Factory.StartNew(stop.Wait, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        return new CaseWork(s_longRunning, () => { stop.Set(); s_longRunning = null; });
    }

    private static CaseWork StaticTimer()
    {
        s_timer = new Timer(static _ => { }, null, TimeSpan.FromHours(1), TimeSpan.FromHours(1));
        return new CaseWork(RuntimeTimers.Of(s_timer), () => { s_timer.Dispose(); s_timer = null; });
    }

    private static CaseWork TimersTimer()
    {
        s_timersTimer = new System.Timers.Timer(TimeSpan.FromHours(1)) { Enabled = true };
        return new CaseWork(RuntimeTimers.Of(s_timersTimer), () => { s_timersTimer.Dispose(); s_timersTimer = null; });
    }

    private static CaseWork Periodic()
    {
        s_periodic = new PeriodicTimer(TimeSpan.FromHours(1));
        object survivor = RuntimeTimers.Of(s_periodic);
        Task loop = TickAsync(s_periodic);
        return new CaseWork(survivor, () => { s_periodic.Dispose(); s_periodic = null; }) { Local = loop };
    }

    private static async Task TickAsync(PeriodicTimer timer)
    {
        while (await timer.WaitForNextTickAsync())
        {
        }
    }

    private static CaseWork ThreadOfObject()
    {
        s_threadWorker = new ThreadWorker();
        return new CaseWork(s_threadWorker.Survivor, () => { s_threadWorker.Dispose(); s_threadWorker = null; });
    }

    private static CaseWork LoopInNoField()
    {
        var gate = new Gate();
        Task? loop = s_started ? null : Gate.LoopAsync(gate);
        s_started = true;
        return new CaseWork(loop!, () => { gate.Open(); s_started = false; });
    }

    private static CaseWork Closure()
    {
        LoopWorker? instance = null;
        s_memo = () => instance ??= new LoopWorker();
        return Of(s_memo(), () => s_memo = null);
    }

    private static CaseWork ThreadInNoField()
    {
        var stop = new ManualResetEventSlim();
        return new CaseWork(StoppableThread.Start(stop), stop.Set);
    }

    private static CaseWork Pool()
    {
        s_pool = new WorkerPool();
        return Of(s_pool.Workers[0], () => s_pool = null);
    }

    /// <summary>Keeps a generic state machine from being the only place that names the class.</summary>
    private readonly record struct Slot(LoopWorker Worker);

    private sealed record Services(LoopWorker Worker);

    private sealed record App(Services Services);

    private static class InitialisedOnce
    {
        public static readonly LoopWorker Instance = new();
    }

    private static class DoubleChecked
    {
        private static readonly object s_lock = new();
        private static volatile LoopWorker? s_instance;

        public static LoopWorker Instance
        {
            get
            {
                if (s_instance is null)
                {
                    lock (s_lock)
                    {
                        s_instance ??= new LoopWorker();
                    }
                }

                return s_instance;
            }
        }

        public static void Clear() => s_instance = null;
    }

    private static class WithHolder
    {
        public static LoopWorker Instance => Holder.Instance;

        private static class Holder
        {
            public static readonly LoopWorker Instance = new();
        }
    }

    private abstract class WithBase : LoopWorker
    {
        public static WithBase? Current { get; set; }
    }

    private sealed class Derived : WithBase;

    private abstract class Singleton<T> : LoopWorker
        where T : new()
    {
        public static readonly T Instance = new();
    }

    private sealed class Clock : Singleton<Clock>;

    private static class Holder<T>
        where T : new()
    {
        public static readonly T Instance = new();
    }

    private sealed class Held : LoopWorker;

    /// <summary>Release builds leave <c>this</c> out of the state machine; the class around it is then the only lead.</summary>
    private sealed class Generic<T>
    {
        private static Generic<T>? s_instance;
        private readonly Gate _gate = new();
        private readonly Task _loop;

        private Generic() => _loop = RunAsync(_gate);

        public Task Survivor => _loop;

        public static Generic<T> Start() => s_instance ??= new Generic<T>();

        public void Stop()
        {
            _gate.Open();
            s_instance = null;
        }

        private static async Task RunAsync(Gate gate) => await gate.Opened;
    }

    private sealed class WorkerPool
    {
        public List<LoopWorker> Workers { get; } = [new LoopWorker(), new LoopWorker()];
    }
}

file static class FileLocal
{
    private static LoopWorker? s_instance;

    public static LoopWorker Instance => s_instance ??= new LoopWorker();

    public static void Clear() => s_instance = null;
}
