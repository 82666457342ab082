using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace LeakCheck.Core.Tests.Diagnosis;

/// <summary>Who holds the lock that a thread waits for, told in process from where the threads stand.</summary>
public sealed class LockWaitsTests : IDisposable
{
    private static readonly object s_left = new();
    private static readonly object s_right = new();

    private readonly object _books = new();
    private readonly object _other = new();
    private readonly Lock _lock = new();
    private readonly ManualResetEventSlim _end = new();
    private readonly List<Thread> _threads = [];

    [Fact]
    public async Task Two_threads_that_wait_for_each_others_static_lock_are_a_deadlock()
    {
        using var both = new Barrier(2);
        LeakReport report = await Checked(
            ("left first", () =>
            {
                lock (s_left)
                {
                    both.SignalAndWait();
                    lock (s_right)
                    {
                        _end.Wait();
                    }
                }
            }),
            ("right first", () =>
            {
                lock (s_right)
                {
                    both.SignalAndWait();
                    lock (s_left)
                    {
                        _end.Wait();
                    }
                }
            }));

        Survivor left = report.Survivors.Single(s => s.ThreadName == "left first");
        left.WaitsFor.Should().Match(
            "a lock on LockWaitsTests.s_right held by thread \"right first\" at LockWaitsTests.cs:* (LockWaitsTests.Two_threads_*), which waits for a lock that this thread holds: a deadlock");
        left.Rule.Should().Be("LC304");
        left.Hint.Should().StartWith("take `LockWaitsTests.s_right` and the lock that is held while waiting for it in one order everywhere");
        report.Survivors.Should().HaveCount(2).And.OnlyContain(s => s.CanComplete == false && s.State == SurvivorState.Blocked);
    }

    [Fact]
    public async Task A_lock_in_an_instance_field_may_be_another_ones_and_only_seems_to_be_held()
    {
        using var both = new Barrier(2);
        LeakReport report = await Checked(
            ("books first", () =>
            {
                lock (_books)
                {
                    both.SignalAndWait();
                    lock (_other)
                    {
                        _end.Wait();
                    }
                }
            }),
            ("other first", () =>
            {
                lock (_other)
                {
                    both.SignalAndWait();
                    lock (_books)
                    {
                        _end.Wait();
                    }
                }
            }));

        report.Survivors.Single(s => s.ThreadName == "books first").WaitsFor.Should()
            .Match("a lock on LockWaitsTests._other held, it seems, by thread \"other first\" at LockWaitsTests.cs:*, which waits for a lock that this thread holds: a deadlock, if these are the same objects");
        report.Survivors.Should().HaveCount(2).And.OnlyContain(s => s.CanComplete == null);
    }

    [Fact]
    public async Task The_holder_of_a_captured_lock_is_named_with_where_it_stands()
    {
        object gate = new();
        using var held = new ManualResetEventSlim();
        LeakReport report = await Checked(
            ("holder", () =>
            {
                lock (gate)
                {
                    held.Set();
                    _end.Wait();
                }
            }),
            ("waiter", () =>
            {
                held.Wait();
                lock (gate)
                {
                    GC.KeepAlive(gate);
                }
            }));

        report.Survivors.Single(s => s.ThreadName == "waiter").WaitsFor.Should().Match("a lock on gate held, it seems, by thread \"holder\" at LockWaitsTests.cs:*");
        report.Survivors.Single(s => s.ThreadName == "holder").WaitsFor.Should().Be("ManualResetEventSlim.Wait");
    }

    [Fact]
    public async Task A_wait_for_a_Lock_is_shown_at_the_statement_and_its_holder_is_named()
    {
        using var held = new ManualResetEventSlim();
        int line = 0;
        LeakReport report = await Checked(
            ("holder", () =>
            {
                lock (_lock)
                {
                    held.Set();
                    _end.Wait();
                }
            }),
            ("waiter", () =>
            {
                held.Wait();
                line = Here() + 1;
                lock (_lock)
                {
                    _end.Wait();
                }
            }));

        Survivor waiter = report.Survivors.Single(s => s.ThreadName == "waiter");
        waiter.Line.Should().Be(line);
        waiter.WaitsFor.Should().Match("a lock on LockWaitsTests._lock held, it seems, by thread \"holder\" at LockWaitsTests.cs:*");
    }

    [Fact]
    public async Task Who_takes_a_lock_by_hand_holds_it_until_the_end_of_the_block()
    {
        using var held = new ManualResetEventSlim();
        LeakReport report = await Checked(
            ("holder", () =>
            {
                Monitor.Enter(s_left);
                try
                {
                    held.Set();
                    _end.Wait();
                }
                finally
                {
                    Monitor.Exit(s_left);
                }
            }),
            ("waiter", () =>
            {
                held.Wait();
                Monitor.Enter(s_left);
                Monitor.Exit(s_left);
            }));

        report.Survivors.Single(s => s.ThreadName == "waiter").WaitsFor.Should().Match("a lock on LockWaitsTests.s_left held by thread \"holder\" at LockWaitsTests.cs:*");
    }

    [Fact]
    public async Task A_task_that_waits_for_a_lock_names_its_holder_too()
    {
        using var held = new ManualResetEventSlim();
        LeakReport report = await Checked(
            ("holder", () =>
            {
                lock (s_left)
                {
                    held.Set();
                    _end.Wait();
                }
            }),
            ("starter", () =>
            {
                held.Wait();
                Task.Factory.StartNew(TakeLeft, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            }));

        Survivor task = report.Survivors.Single(s => s.Kind == SurvivorKind.Task);
        task.WaitsFor.Should().Match("a lock on LockWaitsTests.s_left held by thread \"holder\" at LockWaitsTests.cs:*");
        task.State.Should().Be(SurvivorState.Blocked);
    }

    [Fact]
    public async Task Who_has_left_a_lock_does_not_hold_it()
    {
        using var holder = new Owner(s_left);
        LeakReport report = await Checked(
            ("passed by", () =>
            {
                // The name is the same and the method takes it, but stands outside.
                lock (s_right)
                {
                    GC.KeepAlive(s_right);
                }

                _end.Wait();
            }),
            ("waiter", () =>
            {
                lock (s_left)
                {
                    lock (s_right)
                    {
                        _end.Wait();
                    }
                }
            }));

        report.Survivors.Single(s => s.ThreadName == "waiter").WaitsFor.Should().Be("a lock on LockWaitsTests.s_left");
        report.Survivors.Single(s => s.ThreadName == "passed by").WaitsFor.Should().Be("ManualResetEventSlim.Wait");
    }

    [Fact]
    public async Task Of_two_that_hold_a_lock_of_this_name_none_is_blamed()
    {
        Box[] boxes = [new(), new()];
        using var held = new CountdownEvent(2);
        LeakReport report = await Checked(
            ("first", () => boxes[0].Hold(held, _end)),
            ("second", () => boxes[1].Hold(held, _end)),
            ("waiter", () =>
            {
                held.Wait();
                boxes[0].Take();
            }));

        report.Survivors.Single(s => s.ThreadName == "waiter").WaitsFor.Should().Be("a lock on LockWaitsTests.Box._gate");
    }

    public void Dispose()
    {
        _end.Set();
        foreach (Thread thread in _threads)
        {
            thread.Interrupt();
            thread.Join();
        }

        _end.Dispose();
    }

    private static int Here([CallerLineNumber] int line = 0) => line;

    private static void TakeLeft()
    {
        try
        {
            lock (s_left)
            {
                GC.KeepAlive(s_left);
            }
        }
        catch (ThreadInterruptedException)
        {
            // Told to give up.
        }
    }

    private async Task<LeakReport> Checked(params (string Name, Action Body)[] bodies)
    {
        LeakScope scope = LeakScope.Begin(nameof(LockWaitsTests), new LeakOptions { SettleMilliseconds = 100 });
        foreach ((string name, Action body) in bodies)
        {
            var thread = new Thread(() => Interruptible(body)) { IsBackground = true, Name = name };
            _threads.Add(thread);
            thread.Start();
        }

        foreach (Thread thread in _threads.Where(t => t.Name != "starter"))
        {
            await Stands(thread);
        }

        using (scope)
        {
            return await scope.CheckAsync();
        }
    }

    private static async Task Stands(Thread thread)
    {
        var clock = Stopwatch.StartNew();

        // At many looks in a row: not only on the way there.
        for (int seen = 0; seen < 20; seen = (thread.ThreadState & System.Threading.ThreadState.WaitSleepJoin) != 0 ? seen + 1 : 0)
        {
            clock.Elapsed.Should().BeLessThan(TimeSpan.FromMinutes(2), "thread {0} should stand where it is meant to", thread.Name);
            await Task.Delay(5);
        }
    }

    private static void Interruptible(Action body)
    {
        try
        {
            body();
        }
        catch (ThreadInterruptedException)
        {
            // Told to give up.
        }
    }

    private sealed class Box
    {
        private readonly object _gate = new();

        public void Hold(CountdownEvent held, ManualResetEventSlim end)
        {
            lock (_gate)
            {
                held.Signal();
                end.Wait();
            }
        }

        public void Take()
        {
            lock (_gate)
            {
                GC.KeepAlive(this);
            }
        }
    }

    /// <summary>Holds a lock on a thread whose code says nothing of it.</summary>
    private sealed class Owner : IDisposable
    {
        private readonly ManualResetEventSlim _end = new();
        private readonly Thread _thread;

        public Owner(object gate)
        {
            using var held = new ManualResetEventSlim();
            _thread = new Thread(() =>
            {
                Monitor.Enter(gate);
                held.Set();
                _end.Wait();
                Monitor.Exit(gate);
            })
            { IsBackground = true };
            _thread.Start();
            held.Wait();
        }

        public void Dispose()
        {
            _end.Set();
            _thread.Join();
            _end.Dispose();
        }
    }
}
