using System.Collections.Concurrent;
using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Threading.Tasks.Dataflow;
using LeakCheck.Core.Tests.Rules.StaticOwnership.Corpus;

namespace LeakCheck.Core.Tests.Rules;

/// <summary>Work of things that a static field holds, where no reference leads from the work to the thing, each beside a twin that is a leak.</summary>
public sealed class ProcessWideWorkTests : IDisposable
{
    private static FileSystemWatcher? s_watcher;
    private static FileSystemWatcher? s_otherWatcher;
    private static Ticker? s_ticker;
    private static Ticker? s_second;
    private static Drainer? s_drainer;
    private static Gate? s_gate;
    private static Timer? s_timer;
    private static CompositeDisposable? s_subscriptions;

    private readonly string _folder = Directory.CreateTempSubdirectory("leakcheck").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_thread_of_a_file_watcher_in_a_static_field_is_the_processs_and_any_other_ones_is_a_leak()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only there a watcher has a thread of its own.");
        IReadOnlyList<SurvivorClass> first = await ClassesOf(() => s_watcher = Watcher());
        IReadOnlyList<SurvivorClass> second = await ClassesOf(() => s_otherWatcher = Watcher());
        FileSystemWatcher? own = null;
        IReadOnlyList<SurvivorClass> third = await ClassesOf(() => own = Watcher());
        s_watcher?.Dispose();
        s_otherWatcher?.Dispose();
        own?.Dispose();
        (s_watcher, s_otherWatcher) = (null, null);

        first.Should().Equal(SurvivorClass.ProcessWide);
        second.Should().Equal(SurvivorClass.ProcessWide);
        third.Should().Equal(SurvivorClass.Leak);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_thread_of_a_singleton_that_keeps_no_reference_to_it_is_the_processs_and_a_second_ones_is_a_leak(bool fromLambda)
    {
        Drainer? own = null;
        IReadOnlyList<SurvivorClass> before = await ClassesOf(() => own = new Drainer(fromLambda));
        own!.Dispose();
        IReadOnlyList<SurvivorClass> first = await ClassesOf(() => s_drainer = new Drainer(fromLambda));
        IReadOnlyList<SurvivorClass> second = await ClassesOf(() => own = new Drainer(fromLambda));
        own.Dispose();
        s_drainer!.Dispose();
        s_drainer = null;

        before.Should().Equal(SurvivorClass.Leak);
        first.Should().Equal(SurvivorClass.ProcessWide);
        second.Should().Equal(SurvivorClass.Leak);
    }

    [Fact]
    public async Task What_the_ticks_of_a_singletons_timer_start_is_excused_with_it()
    {
        var own = new Ticker();
        s_ticker = new Ticker();
        IReadOnlyList<Survivor> excused = await AfterATickOf(s_ticker);
        IReadOnlyList<Survivor> leaked = await AfterATickOf(own);
        s_second = new Ticker();
        IReadOnlyList<Survivor> beside = await AfterATickOf(s_second, own.Turn);
        s_ticker.Dispose();
        s_second.Dispose();
        own.Dispose();
        (s_ticker, s_second) = (null, null);

        excused.Should().Contain(s => s.Kind == SurvivorKind.Task).And.OnlyContain(s => s.Class == SurvivorClass.ProcessWide);
        leaked.Should().Contain(s => s.Kind == SurvivorKind.Task).And.OnlyContain(s => s.Class == SurvivorClass.Leak);
        beside.Should().Contain(s => s.Kind == SurvivorKind.Timer && s.Class == SurvivorClass.ProcessWide)
            .And.Contain(s => s.Kind == SurvivorKind.Task && s.Class == SurvivorClass.Leak, "it began while the scope was open");
    }

    [Theory]
    [InlineData(3_600_000)] // It stands still.
    [InlineData(1)] // It ticks, and so might have started anything.
    public async Task What_the_test_started_is_a_leak_beside_a_singleton_although_it_suspends_only_when_the_test_has_ended(int period)
    {
        bool isTold = false;
        for (int tries = 0; tries < 10 && !isTold; tries++)
        {
            // A thread that is put aside on a busy machine goes on when it looks like the singleton's own doing.
            var gate = new Gate();
            LeakReport report = await InFlight(gate.Opened, () => s_timer = new Timer(_ => { }, null, period, period));
            await s_timer!.DisposeAsync();
            s_timer = null;
            gate.Open();
            report.Survivors.Should().Contain(s => s.Kind == SurvivorKind.Timer && s.Class == SurvivorClass.ProcessWide);
            isTold = report.Survivors.Any(s => s.Kind == SurvivorKind.Task && s.Class == SurvivorClass.Leak);
        }

        isTold.Should().BeTrue("what the test had started is its leak, although it began when the test had ended");
    }

    [Fact]
    public async Task An_async_extension_method_is_owned_by_whoever_owns_its_receiver()
    {
        var own = new Gate();
        IReadOnlyList<SurvivorClass> excused = await ClassesOf(() => _ = (s_gate = new Gate()).PassedAsync());
        IReadOnlyList<SurvivorClass> leaked = await ClassesOf(() => _ = own.PassedAsync());
        s_gate?.Open();
        s_gate = null;
        own.Open();

        excused.Should().Equal(SurvivorClass.ProcessWide);
        leaked.Should().Equal(SurvivorClass.Leak);
    }

    [Fact]
    public async Task A_packages_work_in_its_own_sequence_in_a_static_field_is_excused_once()
    {
        IReadOnlyList<SurvivorClass> excused = await ClassesOf(() => s_subscriptions = [Delayed()]);
        IReadOnlyList<SurvivorClass> leaked = await ClassesOf(() => s_subscriptions!.Add(Delayed()));
        s_subscriptions?.Dispose();
        s_subscriptions = null;

        // Rx's own clock may be seen beside it, once in a process.
        excused.Should().Contain(SurvivorClass.ProcessWide).And.NotContain(SurvivorClass.Leak);
        leaked.Should().Contain(SurvivorClass.Leak);

        static IDisposable Delayed() => TaskPoolScheduler.Default.Schedule(TimeSpan.FromHours(1), () => { });
    }

    [Fact]
    public async Task An_idle_join_block_runs_nothing()
    {
        JoinBlock<int, int>? join = null;
        IReadOnlyList<SurvivorClass> idle = await ClassesOf(() => join = new JoinBlock<int, int>());
        var gate = new Gate();
        IReadOnlyList<SurvivorClass> awaited = await ClassesOf(() => _ = Waits.ForAsync(Task.Factory.ContinueWhenAll([gate.Opened], _ => { })));
        gate.Open();
        GC.KeepAlive(join);

        idle.Should().BeEmpty();
        awaited.Should().Equal(SurvivorClass.Leak);
    }

    /// <summary>A watcher whose thread has begun to run: it has told of a file.</summary>
    private FileSystemWatcher Watcher()
    {
        var told = new TaskCompletionSource();
        var watcher = new FileSystemWatcher(_folder);
        watcher.Created += (_, _) => told.TrySetResult();
        watcher.EnableRaisingEvents = true;
        File.WriteAllText(Path.Combine(_folder, Path.GetRandomFileName()), "");
        told.Task.Wait(TimeSpan.FromMinutes(1)).Should().BeTrue();
        return watcher;
    }

    private static async Task<IReadOnlyList<SurvivorClass>> ClassesOf(Action body)
    {
        using LeakScope scope = LeakScope.Begin("process-wide", new LeakOptions { SettleMilliseconds = 200 });
        body();
        LeakReport report = await scope.CheckAsync(TestContext.Current.CancellationToken);
        return [.. report.Survivors.Select(s => s.Class)];
    }

    /// <summary>The check begins inside of the call with which the work tells that it runs, and so before it suspends.</summary>
    private static async Task<LeakReport> InFlight(Task opened, Action singleton)
    {
        using LeakScope scope = LeakScope.Begin("in flight", new LeakOptions { SettleMilliseconds = 200 });
        singleton();
        var started = new TaskCompletionSource();
        _ = Task.Run(async () =>
        {
            started.TrySetResult();
            await opened;
        });
        await started.Task.ConfigureAwait(false);
        return await scope.CheckAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Ticks begin when the scope has ended, as most ticks of a singleton do.</summary>
    private static async Task<IReadOnlyList<Survivor>> AfterATickOf(Ticker ticker, Action? body = null)
    {
        LeakEngine engine = LeakEngine.Current;
        using LeakScope scope = LeakScope.Begin("ticks", new LeakOptions { SettleMilliseconds = 200 });
        ticker.Arm();
        body?.Invoke();
        scope.EndForCheck();
        await ticker.TickAsync();
        return (await engine.CheckAsync(scope, TestContext.Current.CancellationToken)).Survivors;
    }

    private sealed class Drainer : IDisposable
    {
        private readonly BlockingCollection<int> _items = [];
        private readonly CountdownEvent _begun = new(1);
        private readonly CountdownEvent _ended = new(1);

        public Drainer(bool fromLambda)
        {
            int start = Seen;
            Thread thread = fromLambda ? new Thread(() => Seen += start + Drain()) : new Thread(() => Seen += Drain());
            thread.IsBackground = true;
            thread.Start();
            _begun.Wait();
        }

        public int Seen { get; private set; }

        public void Dispose()
        {
            _items.CompleteAdding();
            _ended.Wait();
        }

        private int Drain()
        {
            int sum = 0;
            _begun.Signal();
            foreach (int item in _items.GetConsumingEnumerable())
            {
                sum += item;
            }

            _ended.Signal();
            return sum;
        }
    }

    private sealed class Ticker : IDisposable
    {
        private readonly Gate _stopped = new();
        private readonly SemaphoreSlim _ticked = new(0);
        private Timer? _timer;

        public void Arm()
        {
            _timer?.Dispose();
            _timer = new Timer(_ => Turn(), null, TimeSpan.FromHours(1), Timeout.InfiniteTimeSpan);
        }

        public async Task TickAsync()
        {
            _timer!.Change(TimeSpan.Zero, TimeSpan.FromHours(1));
            await _ticked.WaitAsync();
        }

        public void Turn() => _ = TurnAsync(_ticked, _stopped.Opened);

        public void Dispose()
        {
            _timer?.Dispose();
            _ticked.Dispose();
            _stopped.Open();
        }

        // Static, so that no reference leads from it to the ticker.
        private static async Task TurnAsync(SemaphoreSlim ticked, Task stopped)
        {
            ticked.Release();
            await stopped;
        }
    }
}

internal static class Waits
{
    public static async Task PassedAsync(this Gate gate) => await gate.Opened;

    public static async Task ForAsync(Task task) => await task;
}
