using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LeakCheck.Core.Tests.Faults;
using LeakCheck.Diagnosis;
using LeakCheck.Diagnosis.Deep;
using LeakCheck.Rules;
using LeakCheck.Scopes;
using LeakCheck.Settle;

namespace LeakCheck.Core.Tests.Diagnosis.Deep;

/// <summary>A helper process reads this one: locks and their holders, awaited objects, roots, held bytes.</summary>
public sealed class DeepLookTests
{
    private const int HeldArray = 3_000_000;

    /// <summary>The tests beside this one make a heap that takes long to walk on a busy machine.</summary>
    private static readonly TimeSpan s_longEnough = TimeSpan.FromMinutes(2);

    private static readonly List<Poller> s_pollers = [];
    private static readonly List<byte[]> s_shared = [];

    [Fact]
    public async Task A_loop_in_a_static_list_is_shown_with_the_path_to_it_and_what_only_it_holds()
    {
        using var end = new CancellationTokenSource();
        (Frozen Item, Survivor Survivor) leak = StartPoller(end.Token);

        Survivor survivor = Look(leak).Single();
        await end.CancelAsync();
        s_pollers.Clear();

        survivor.Missing.Should().BeEmpty();
        survivor.Roots.Should().ContainSingle().Which.Should()
            .Be("static DeepLookTests.s_pollers -> List<DeepLookTests.Poller> -> DeepLookTests.Poller._loop -> async DeepLookTests.Poller.RunAsync");
        survivor.CanComplete.Should().BeTrue();
        survivor.HeldBytes.Should().BeInRange(HeldArray, 2 * HeldArray);
    }

    [Fact]
    public void What_others_hold_too_is_not_counted()
    {
        (Frozen Item, Survivor Survivor) leak = StartSharer();

        Survivor survivor = Look(leak).Single();
        s_shared.Clear();

        survivor.Missing.Should().BeEmpty();
        survivor.HeldBytes.Should().BeLessThan(HeldArray);
    }

    [Fact]
    public void Two_threads_in_a_deadlock_are_shown_as_one()
    {
        object first = new();
        object second = new();
        using var pair = new LockPair(first, second);

        List<Survivor> survivors = Look(Blocked(pair.A), Blocked(pair.B));
        pair.Free();

        survivors[0].Missing.Should().BeEmpty();
        survivors[0].WaitsFor.Should().Match(
            "a lock on an Object held by thread \"deep B\" at DeepLookTests.cs:* (DeepLookTests.LockPair.Take), which waits for a lock that this thread holds: a deadlock");
        survivors[1].WaitsFor.Should().StartWith("a lock on an Object held by thread \"deep A\" at DeepLookTests.cs:").And.EndWith("a deadlock");
        survivors.Should().OnlyContain(s => s.CanComplete == false);
    }

    [Fact]
    public void What_was_read_before_time_ran_out_is_told()
    {
        object first = new();
        object second = new();
        using var pair = new LockPair(first, second);
        var handle = GCHandle.Alloc(first, GCHandleType.Weak);

        DeepAnswer answer = OwnThread.Run(() => new HelperProcess(ToolLocation.Tool()).Ask(new DeepRequest
        {
            ProcessId = Environment.ProcessId,
            LimitMilliseconds = 0,
            OwnThreads = [],
            Targets = [new DeepTarget(0, (ulong)GCHandle.ToIntPtr(handle), pair.A.OsThreadId)],
        }));
        pair.Free();
        handle.Free();

        answer.Refused.Should().BeNull();
        answer.Incomplete.Should().NotBeNull();
        answer.Findings.Should().ContainSingle().Which.Wait!.IsDeadlock.Should().BeTrue();
    }

    [Fact]
    public void A_thread_that_waits_for_a_task_is_shown_with_the_async_method()
    {
        var source = new TaskCompletionSource();
        Task task = AwaitAsync(source.Task);
        var waiter = new Stander("deep waiter", () => task.Wait());

        Survivor survivor = Look(Blocked(waiter.Slot!)).Single();
        source.SetResult();
        waiter.Thread.Join();

        survivor.Missing.Should().BeEmpty();
        survivor.WaitsFor.Should().Be("Task.Wait on the task of DeepLookTests.AwaitAsync");
        survivor.CanComplete.Should().BeNull();
    }

    [Fact]
    public void A_thread_that_waits_for_a_Lock_is_shown_with_its_holder()
    {
        Survivor survivor = WaitingFor(new Lock());

        survivor.Missing.Should().BeEmpty();
        survivor.WaitsFor.Should().Match("a Lock held by thread \"deep holder\" at DeepLookTests.cs:* (DeepLookTests.WaitingFor lambda)");
    }

    [Fact]
    public async Task A_wait_that_was_compiled_into_its_hot_caller_is_known_too() =>
        await ChildProcess.PassAsync(
            nameof(A_thread_that_waits_for_a_much_used_Lock_is_shown_with_its_holder),
            [],
            ("DOTNET_TC_CallCountThreshold", "2"), ("DOTNET_TC_CallCountingDelayMs", "0"), ("DOTNET_TC_BackgroundWorkerTimeoutMs", "0"));

    [Fact(Explicit = true)] // In a process that optimises early.
    public void A_thread_that_waits_for_a_much_used_Lock_is_shown_with_its_holder()
    {
        Lock gate = new();
        Thread[] fighters = [.. Enumerable.Range(0, 3).Select(_ => new Thread(() => Fight(gate)))];
        Array.ForEach(fighters, f => f.Start());
        Array.ForEach(fighters, f => f.Join());

        WaitingFor(gate).WaitsFor.Should().Match("a Lock held by thread \"deep holder\" at DeepLookTests.cs:*");

        static void Fight(Lock gate)
        {
            for (int i = 0; i < 500; i++)
            {
                lock (gate)
                {
                    Thread.Sleep(1);
                }
            }
        }
    }

    [Fact]
    public void A_loop_that_only_its_timer_holds_is_not_laid_at_the_door_of_another_timers_holder()
    {
        using var end = new CancellationTokenSource();
        StartPoller(end.Token);
        (Frozen, Survivor) leak = Leak(new Survivor { Kind = SurvivorKind.Task, What = "HoldAsync", State = SurvivorState.Waiting }, subject: HoldAsync([]));

        Survivor survivor = Look(leak).Single();
        end.Cancel();
        s_pollers.Clear();

        survivor.Roots.Should().ContainSingle().Which.Should()
            .Be("static TimerQueue.Instances -> TimerQueue -> TimerQueueTimer -> Task.DelayPromise -> async DeepLookTests.HoldAsync");
    }

    [Fact]
    public void ClrMD_never_comes_into_this_process()
    {
        using var end = new CancellationTokenSource();
        Look(StartPoller(end.Token));
        end.Cancel();
        s_pollers.Clear();

        AppDomain.CurrentDomain.GetAssemblies().Should().NotContain(a => a.FullName!.StartsWith("Microsoft.Diagnostics.Runtime"));
        File.Exists(Path.Combine(AppContext.BaseDirectory, "Microsoft.Diagnostics.Runtime.dll")).Should().BeFalse();
        File.ReadAllText(Path.ChangeExtension(typeof(DeepLookTests).Assembly.Location, ".deps.json")).Should().NotContain("Microsoft.Diagnostics.Runtime");
    }

    [Fact]
    public void Without_a_helper_one_sentence_says_so_and_everything_else_stays()
    {
        (Frozen Item, Survivor Survivor) leak = Leak(new Survivor
        {
            Kind = SurvivorKind.Thread, What = "worker", State = SurvivorState.Blocked, WaitsFor = "Thread.Sleep", Roots = ["static A.b"], Missing = ["No PDB."],
        });

        string path = Path.Combine(AppContext.BaseDirectory, "nowhere", "LeakCheck.Tool.dll");
        Survivor survivor = new DeepLook(new SourceLines(), path).Complete([leak]).Single().Survivor;

        survivor.Should().BeEquivalentTo(leak.Survivor, o => o.Excluding(s => s.Missing));
        survivor.Missing.Should().HaveCount(2).And.HaveElementAt(0, "No PDB.");
        survivor.Missing[1].Should().StartWith("No deep look: the helper LeakCheck.Tool.dll was not found at '").And.EndWith(".");
    }

    [Fact]
    public void What_is_no_leak_is_not_looked_at()
    {
        (Frozen, Survivor Survivor) allowed = Leak(new Survivor { Kind = SurvivorKind.Thread, What = "worker", State = SurvivorState.Blocked, Class = SurvivorClass.Allowed });

        Survivor survivor = new DeepLook(new SourceLines(), toolPath: null).Complete([allowed]).Single().Survivor;

        survivor.Missing.Should().BeEmpty();
    }

    /// <summary>Looks from a thread whose frames hold nothing, as the engine does.</summary>
    private static List<Survivor> Look(params (Frozen, Survivor)[] leaks)
    {
        // Tests beside this one collect garbage on purpose; a process frozen in the middle of that says so and is looked at again.
        List<Survivor> survivors = [];
        for (int attempt = 0; attempt < 10; attempt++)
        {
            survivors = OwnThread.Run(() => new DeepLook(new SourceLines(), ToolLocation.Tool(), s_longEnough).Complete(leaks)).Select(d => d.Survivor).ToList();
            if (!survivors.Any(s => s.Missing.Any(m => m.Contains("in the middle of a garbage collection", StringComparison.Ordinal))))
            {
                break;
            }
        }

        return survivors;
    }

    /// <summary>A thread that waits for a lock which another one holds.</summary>
    private static Survivor WaitingFor(Lock gate)
    {
        using var end = new ManualResetEventSlim();
        var holder = new Stander("deep holder", () =>
        {
            lock (gate)
            {
                end.Wait();
            }
        });
        var waiter = new Stander("deep waiter", () =>
        {
            lock (gate)
            {
                GC.KeepAlive(end);
            }
        });

        Survivor survivor = Look(Blocked(waiter.Slot!)).Single();
        end.Set();
        holder.Thread.Join();
        waiter.Thread.Join();
        return survivor;
    }

    private static (Frozen, Survivor) Blocked(ThreadSlot slot) => Leak(
        new Survivor { Kind = SurvivorKind.Thread, What = "worker", State = SurvivorState.Blocked, WaitsFor = "Task.Wait" }, slot: slot);

    private static (Frozen, Survivor) Leak(Survivor draft, object? subject = null, ThreadSlot? slot = null) =>
        (new Frozen { Draft = draft, Signature = "", Code = CodeOrigin.User, Slot = slot, Subject = subject is null ? null : new WeakReference<object>(subject) }, draft);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (Frozen, Survivor) StartPoller(CancellationToken end)
    {
        var poller = new Poller();
        s_pollers.Add(poller);
        poller.Start(end);
        return Leak(new Survivor { Kind = SurvivorKind.Task, What = "Poller.RunAsync", State = SurvivorState.Waiting }, subject: poller.Loop);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (Frozen, Survivor) StartSharer()
    {
        byte[] shared = new byte[HeldArray];
        s_shared.Add(shared);
        return Leak(new Survivor { Kind = SurvivorKind.Task, What = "HoldAsync", State = SurvivorState.Waiting }, subject: HoldAsync(shared));
    }

    private static async Task HoldAsync(byte[] shared)
    {
        await Task.Delay(TimeSpan.FromMinutes(1));
        GC.KeepAlive(shared);
    }

    private static async Task AwaitAsync(Task task) => await task;

    private sealed class Poller
    {
        private Task? _loop;

        public Task Loop => _loop!;

        public void Start(CancellationToken end) => _loop = RunAsync(new byte[HeldArray], end);

        private static async Task RunAsync(byte[] state, CancellationToken end)
        {
            while (!end.IsCancellationRequested)
            {
                await Task.Delay(TimeSpan.FromMinutes(1), end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                GC.KeepAlive(state);
            }
        }
    }

    /// <summary>A thread that runs a call which blocks; made when it stands in it.</summary>
    private sealed class Stander
    {
        private volatile ThreadSlot? _slot;

        public Stander(string name, Action block)
        {
            Thread = new Thread(() =>
            {
                _slot = ThreadSlots.Current;
                block();
            })
            { IsBackground = true, Name = name };
            Thread.Start();

            // At many looks in a row: a wait spins and yields before it blocks.
            int seen = 0;
            Wait(() => (seen = _slot is not null && (Thread.ThreadState & System.Threading.ThreadState.WaitSleepJoin) != 0 ? seen + 1 : 0) == 30);
        }

        public Thread Thread { get; }

        public ThreadSlot? Slot => _slot;

        public static void Wait(Func<bool> condition)
        {
            var clock = Stopwatch.StartNew();
            while (!condition())
            {
                clock.Elapsed.Should().BeLessThan(TimeSpan.FromMinutes(2), "the thread should stand where it is meant to");
                Thread.Sleep(1);
            }
        }
    }

    /// <summary>Two threads, each with one lock, each waiting for the other's; both give up when told.</summary>
    private sealed class LockPair : IDisposable
    {
        private readonly Stander _a;
        private readonly Stander _b;
        private readonly ManualResetEventSlim _bothHold = new();
        private readonly CountdownEvent _holding = new(2);
        private volatile bool _free;

        public LockPair(object first, object second)
        {
            _a = new Stander("deep A", () => Take(first, second));
            _b = new Stander("deep B", () => Take(second, first));
            _holding.Wait();
            _bothHold.Set();
            Stander.Wait(() => IsAtLock(_a) && IsAtLock(_b));
        }

        public ThreadSlot A => _a.Slot!;

        public ThreadSlot B => _b.Slot!;

        public void Free()
        {
            _free = true;
            _a.Thread.Interrupt();
            _b.Thread.Interrupt();
            _a.Thread.Join();
            _b.Thread.Join();
        }

        public void Dispose()
        {
            if (!_free)
            {
                Free();
            }

            _bothHold.Dispose();
            _holding.Dispose();
        }

        private bool IsAtLock(Stander stander) =>
            (stander.Slot == _a.Slot ? _aAtLock : _bAtLock) && (stander.Thread.ThreadState & System.Threading.ThreadState.WaitSleepJoin) != 0;

        private volatile bool _aAtLock;
        private volatile bool _bAtLock;

        private void Take(object own, object other)
        {
            try
            {
                lock (own)
                {
                    _holding.Signal();
                    _bothHold.Wait();
                    _ = Thread.CurrentThread.Name == "deep A" ? _aAtLock = true : _bAtLock = true;
                    lock (other)
                    {
                        GC.KeepAlive(own);
                    }
                }
            }
            catch (ThreadInterruptedException)
            {
                // Told to give up.
            }
        }
    }
}
