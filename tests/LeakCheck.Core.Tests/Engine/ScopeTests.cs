using System.Reflection;
using System.Reflection.Emit;

namespace LeakCheck.Core.Tests.Engine;

/// <summary>What a scope owns, and what it does not.</summary>
[Collection(nameof(SweepsTakeTurns))]
public class ScopeTests
{
    private static readonly LeakOptions s_quick = new() { SettleMilliseconds = 100 };

    [Fact]
    public async Task Work_that_ends_is_clean()
    {
        LeakReport report = await Checked(async () => await Task.Run(() => Task.Delay(1)));

        report.IsClean.Should().BeTrue();
        report.Survivors.Should().BeEmpty();
    }

    [Fact]
    public async Task Work_that_ends_within_the_settle_time_is_clean()
    {
        var end = new TaskCompletionSource();
        ValueTask<LeakReport> check = Start(() => _ = WaitAsync(end.Task), new LeakOptions { SettleMilliseconds = 30_000 });
        end.SetResult();

        (await check).IsClean.Should().BeTrue();
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 1)]
    public async Task A_WhenAll_for_which_only_a_librarys_continuation_waits_is_nobodys_work(bool isOurs, int survivors)
    {
        var end = new TaskCompletionSource();
        LeakReport report = await Start(
            () => _ = Task.WhenAll(end.Task, new TaskCompletionSource().Task).ContinueWith(isOurs ? static _ => { } : (Action<Task>)GC.KeepAlive, TaskScheduler.Default),
            s_quick);
        GC.KeepAlive(end);

        report.Survivors.Should().HaveCount(survivors);
    }

    [Fact]
    public async Task A_leak_belongs_to_the_scope_that_started_it_and_not_to_its_neighbour()
    {
        using var end = new CancellationTokenSource();
        Task<LeakReport>[] reports = [.. Enumerable.Range(0, 16).Select(i => Task.Run(() => Checked(() =>
        {
            if (i == 7)
            {
                _ = DelayAsync(end.Token);
            }

            return Task.Delay(1);
        })))];

        LeakReport[] all = await Task.WhenAll(reports);
        await end.CancelAsync();

        all.Select((r, i) => (r.IsClean, i)).Where(x => !x.IsClean).Select(x => x.i).Should().Equal(7);
        all[7].Survivors.Should().ContainSingle().Which.Method.Should().Be("ScopeTests.DelayAsync");
    }

    [Fact]
    public async Task A_blocked_task_without_symbols_is_still_named()
    {
        using var end = new ManualResetEventSlim();
        Action<object?> block = PackageWithoutSymbols();
        LeakReport report = await Checked(() =>
        {
            _ = Task.Factory.StartNew(block, end, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            return Task.CompletedTask;
        });
        end.Set();

        Survivor survivor = report.Survivors.Should().ContainSingle().Subject;
        survivor.State.Should().Be(SurvivorState.Blocked);
        survivor.Method.Should().Be("Worker.Block");
        survivor.What.Should().Be("Worker.Block");
    }

    [Fact]
    public async Task An_inner_scope_answers_for_its_own_work()
    {
        using var end = new CancellationTokenSource();
        LeakReport? inner = null;
        LeakReport outer = await Checked(async () => inner = await Checked(() =>
        {
            _ = DelayAsync(end.Token);
            return Task.CompletedTask;
        }));
        await end.CancelAsync();

        inner!.LeakCount.Should().Be(1);
        outer.IsClean.Should().BeTrue();
    }

    [Fact]
    public async Task Work_of_an_inner_scope_that_was_never_checked_belongs_to_the_outer_one()
    {
        using var end = new CancellationTokenSource();
        LeakReport outer = await Checked(() =>
        {
            using LeakScope inner = LeakScope.Begin("inner");
            _ = DelayAsync(end.Token);
            return Task.CompletedTask;
        });
        await end.CancelAsync();

        outer.LeakCount.Should().Be(1);
    }

    [Fact]
    public async Task Work_started_before_the_scope_is_not_its_own()
    {
        using var end = new CancellationTokenSource();
        Task before = DelayAsync(end.Token);
        LeakReport report = await Checked(() => Task.WhenAny(before, Task.CompletedTask));
        await end.CancelAsync();

        report.IsClean.Should().BeTrue();
    }

    [Fact]
    public async Task Detached_work_is_nobodys()
    {
        using var end = new CancellationTokenSource();
        LeakReport report = await Checked(() =>
        {
            LeakScope.Detached(() => DelayAsync(end.Token));
            return Task.CompletedTask;
        });
        LeakReport sweep = await LeakVerifier.SweepAsync(s_quick);
        await end.CancelAsync();

        report.IsClean.Should().BeTrue();
        sweep.Survivors.Should().NotContain(s => s.Method == "ScopeTests.DelayAsync" && s.Owner == null);
    }

    [Fact]
    public async Task Tolerated_survivors_fail_nothing_and_are_counted()
    {
        using var end = new CancellationTokenSource();
        LeakReport report = await Checked(
            () =>
            {
                _ = DelayAsync(end.Token);
                return Task.CompletedTask;
            },
            s_quick with { Tolerance = 1 });
        await end.CancelAsync();

        report.IsClean.Should().BeTrue();
        report.Survivors.Should().ContainSingle().Which.Class.Should().Be(SurvivorClass.Tolerated);
    }

    [Fact]
    public async Task Only_the_kinds_asked_for_are_checked()
    {
        using var end = new CancellationTokenSource();
        LeakReport report = await Checked(
            () =>
            {
                _ = DelayAsync(end.Token);
                return Task.CompletedTask;
            },
            s_quick with { Kinds = WorkKinds.Threads });
        await end.CancelAsync();

        report.IsClean.Should().BeTrue();
    }

    [Fact]
    public async Task A_scope_is_checked_once()
    {
        using LeakScope scope = LeakScope.Begin("once");
        await scope.CheckAsync(TestContext.Current.CancellationToken);

        Func<Task> again = async () => await scope.CheckAsync(TestContext.Current.CancellationToken);

        await again.Should().ThrowAsync<InvalidOperationException>().WithMessage("*'once' has ended already*");
    }

    [Fact]
    public async Task The_soft_limit_reports_the_moment_at_which_it_was_passed()
    {
        using LeakScope scope = LeakScope.Begin("limited", new LeakOptions { MaxLive = 10 });
        var end = new TaskCompletionSource();
        Task[] many = [.. Enumerable.Range(0, 20).Select(_ => WaitAsync(end.Task))];
        long start = Environment.TickCount64;
        while (LeakEngine.Current.Limit.PassedBy(scope) is null && Environment.TickCount64 - start < 60_000)
        {
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }

        end.SetResult();
        await Task.WhenAll(many);
        LeakReport report = await scope.CheckAsync(TestContext.Current.CancellationToken);

        report.PassedLimit.Should().Be(10);
        report.Survivors.Should().Contain(s => s.Method == "ScopeTests.WaitAsync" && s.Count == 20);
    }

    private static async Task<LeakReport> Checked(Func<Task> body, LeakOptions? options = null)
    {
        using LeakScope scope = LeakScope.Begin("scope", options ?? s_quick);
        await body();
        return await scope.CheckAsync(TestContext.Current.CancellationToken);
    }

    private static ValueTask<LeakReport> Start(Action body, LeakOptions options)
    {
        LeakScope scope = LeakScope.Begin("scope", options);
        body();
        return scope.CheckAsync(TestContext.Current.CancellationToken);
    }

    private static async Task DelayAsync(CancellationToken end)
    {
        try
        {
            await Task.Delay(Timeout.Infinite, end);
        }
        catch (OperationCanceledException)
        {
            // The test has seen what it wanted.
        }
    }

    private static async Task WaitAsync(Task task) => await task;

    /// <summary>A method that waits for the event it is given, in an assembly of its own: no symbols, and nobody's own code.</summary>
    private static Action<object?> PackageWithoutSymbols()
    {
        var assembly = new PersistedAssemblyBuilder(new AssemblyName("Package.WithoutSymbols"), typeof(object).Assembly);
        TypeBuilder type = assembly.DefineDynamicModule("Package.WithoutSymbols").DefineType("Worker", TypeAttributes.Public);
        ILGenerator code = type.DefineMethod("Block", MethodAttributes.Public | MethodAttributes.Static, typeof(void), [typeof(object)]).GetILGenerator();
        code.Emit(OpCodes.Ldarg_0);
        code.Emit(OpCodes.Castclass, typeof(ManualResetEventSlim));
        code.Emit(OpCodes.Call, typeof(ManualResetEventSlim).GetMethod(nameof(ManualResetEventSlim.Wait), Type.EmptyTypes)!);
        code.Emit(OpCodes.Ret);
        type.CreateType();
        string file = Path.Combine(AppContext.BaseDirectory, "Package.WithoutSymbols.dll");
        assembly.Save(file);
        return Assembly.LoadFrom(file).GetType("Worker")!.GetMethod("Block")!.CreateDelegate<Action<object?>>();
    }
}
