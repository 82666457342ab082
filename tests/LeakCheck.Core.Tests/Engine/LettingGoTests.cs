using System.Runtime.CompilerServices;

namespace LeakCheck.Core.Tests.Engine;

/// <summary>LeakCheck must not leak: what was reported is let go, what was abandoned is not kept alive by the list that we switched on.</summary>
[Collection(nameof(SweepsTakeTurns))]
public class LettingGoTests
{
    private static readonly LeakOptions s_quick = new() { SettleMilliseconds = 20 };

    [Fact]
    public async Task A_reported_orphan_is_not_kept_alive()
    {
        WeakReference payload = await LeakOrphan();

        Collect(() => !payload.IsAlive);

        payload.IsAlive.Should().BeFalse();
    }

    [Fact]
    public async Task A_reported_leak_is_not_reported_again_by_a_sweep()
    {
        using var end = new CancellationTokenSource();
        LeakReport report;
        using (LeakScope scope = LeakScope.Begin(nameof(A_reported_leak_is_not_reported_again_by_a_sweep), s_quick))
        {
            _ = LoopAsync(end.Token);
            report = await scope.CheckAsync(TestContext.Current.CancellationToken);
        }

        LeakReport sweep = await LeakVerifier.SweepAsync(s_quick);
        await end.CancelAsync();

        report.LeakCount.Should().Be(1);
        sweep.Survivors.Should().NotContain(s => s.Owner == nameof(A_reported_leak_is_not_reported_again_by_a_sweep));
    }

    [Fact]
    public async Task Work_that_starts_after_the_check_is_reported_by_the_sweep_under_its_owner()
    {
        const string Name = nameof(Work_that_starts_after_the_check_is_reported_by_the_sweep_under_its_owner);
        using var end = new CancellationTokenSource();
        ExecutionContext? context;
        using (LeakScope scope = LeakScope.Begin(Name, s_quick))
        {
            context = ExecutionContext.Capture();
            (await scope.CheckAsync(TestContext.Current.CancellationToken)).IsClean.Should().BeTrue();
        }

        ExecutionContext.Run(context!, _ => _ = LoopAsync(end.Token), null);
        LeakReport sweep = await LeakVerifier.SweepAsync(s_quick);
        await end.CancelAsync();

        sweep.Survivors.Should().Contain(s => s.Owner == Name && s.Class == SurvivorClass.Leak);
    }

    [Fact]
    public async Task Tasks_abandoned_by_the_thousand_outside_every_scope_are_collected()
    {
        _ = LeakEngine.Current;
        List<WeakReference> payloads = Abandon(30_000);
        using (LeakScope scope = LeakScope.Begin("trims"))
        {
            await scope.CheckAsync(TestContext.Current.CancellationToken);
        }

        // A neighbour's proof puts back what it had taken out of the list, in hundreds.
        Collect(() => payloads.Count(p => p.IsAlive) < 3_000);

        payloads.Count(p => p.IsAlive).Should().BeLessThan(3_000);
    }

    [Fact]
    public async Task Timers_that_were_disposed_leave_nothing_behind()
    {
        LeakEngine engine = LeakEngine.Current;
        for (int i = 0; i < 50_000; i++)
        {
            new Timer(static _ => { }, null, 100_000, Timeout.Infinite).Dispose();
        }

        long start = Environment.TickCount64;
        while (engine.Armings.Count > 20_000 && Environment.TickCount64 - start < 30_000)
        {
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }

        engine.Armings.Count.Should().BeLessThan(20_000);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<WeakReference> LeakOrphan()
    {
        WeakReference payload;
        LeakReport report;
        using (LeakScope scope = LeakScope.Begin("orphan", s_quick))
        {
            payload = Orphan();
            report = await scope.CheckAsync();
        }

        report.Survivors.Should().ContainSingle().Which.State.Should().Be(SurvivorState.Orphan);
        return payload;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Orphan()
    {
        object payload = new();
        _ = HoldAsync(payload, new TaskCompletionSource().Task);
        return new WeakReference(payload);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static List<WeakReference> Abandon(int count) => [.. Enumerable.Range(0, count).Select(_ => Orphan())];

    private static async Task HoldAsync(object payload, Task never)
    {
        await never;
        GC.KeepAlive(payload);
    }

    private static async Task LoopAsync(CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            await Task.Delay(5, CancellationToken.None);
        }
    }

    private static void Collect(Func<bool> done)
    {
        long start = Environment.TickCount64;
        while (!done() && Environment.TickCount64 - start < 30_000)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }
}
