using System.Diagnostics;
using LeakCheck.Report;
using LeakCheck.Scopes;

namespace LeakCheck.Core.Tests.Faults;

/// <summary>Very many survivors, and very many scopes.</summary>
[Collection(nameof(Patterns.PatternsRunAlone))]
public class QuantityTests
{
    private const int Many = 10_000;
    private const int LongestText = 10_000;
    private static readonly LeakOptions s_quick = new() { SettleMilliseconds = 50 };

    // Processor time, since the machine may have other things to do. Generous: what is tried is that nothing grows with the square of the number.
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Ten_thousand_survivors_are_one_entry_and_a_short_text()
    {
        var end = new TaskCompletionSource();
        var timers = new List<Timer>();
        LeakReport report = await Timed(() =>
        {
            for (int i = 0; i < Many; i++)
            {
                _ = WaitAsync(end.Task);
            }

            for (int i = 0; i < Many; i++)
            {
                timers.Add(new Timer(Tick, null, 3_600_000, 3_600_000));
            }
        });
        end.SetResult();
        timers.ForEach(t => t.Dispose());

        report.Survivors.Select(s => (s.Kind, s.Count)).Should().BeEquivalentTo([(SurvivorKind.Task, Many), (SurvivorKind.Timer, Many)]);
        TextForm.Message(report).Length.Should().BeLessThan(LongestText);
    }

    [Fact]
    public async Task A_chain_of_ten_thousand_awaits_is_one_survivor_and_a_short_text()
    {
        var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task outermost = Task.CompletedTask;
        LeakReport report = await Timed(() =>
        {
            outermost = end.Task;
            for (int i = 0; i < Many; i++)
            {
                outermost = WaitAsync(outermost);
            }
        });
        end.SetResult();
        await outermost;

        // Here the stack is as deep as the chain was long; the next test shall not begin in it.
        await Task.Yield();

        report.Survivors.Should().ContainSingle().Which.Count.Should().Be(1);
        TextForm.Message(report).Length.Should().BeLessThan(LongestText);
        new LeakException(report).ToString().Length.Should().BeLessThan(3 * LongestText);
    }

    [Fact]
    public async Task Ten_thousand_that_wait_for_one_are_one_survivor()
    {
        var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        LeakReport report = await Timed(() =>
        {
            Task inner = WaitAsync(end.Task);
            for (int i = 0; i < Many; i++)
            {
                _ = WaitAsync(inner);
            }
        });
        end.SetResult();

        report.Survivors.Should().ContainSingle().Which.Count.Should().Be(1);
    }

    [Fact]
    public async Task A_timer_armed_at_the_bottom_of_a_recursion_keeps_the_frames_near_it()
    {
        Timer? timer = null;
        LeakReport report = await Timed(() => Deep(5_000, () => timer = new Timer(Tick, null, 3_600_000, 3_600_000)));
        await timer!.DisposeAsync();

        Survivor survivor = report.Survivors.Should().ContainSingle().Subject;
        survivor.CreatedAt.Should().HaveCountLessThanOrEqualTo(CreationStack.MostFrames);
        survivor.Method.Should().StartWith("QuantityTests.A_timer_armed_at_the_bottom");
    }

    [Fact]
    public async Task A_hundred_thousand_scopes_leave_nothing_behind()
    {
        await Scopes(10_000);
        long before = Held();
        await Scopes(90_000);
        long grown = Held() - before;

        // The table of arming stacks is emptied from time to time and holds up to seven million bytes in between. A scope with its marker alone is more than two hundred.
        grown.Should().BeLessThan(90_000 * 120);
    }

    private static async Task Scopes(int count)
    {
        for (int i = 0; i < count; i++)
        {
            using LeakScope scope = LeakScope.Begin("one of many", s_quick);
            using var source = new CancellationTokenSource(TimeSpan.FromHours(1));
            await Task.Yield();
            source.Dispose();
            LeakReport report = await scope.CheckAsync();
            if (!report.IsClean)
            {
                throw new InvalidOperationException(report.ToString());
            }
        }
    }

    private static long Held()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }

    private static async Task<LeakReport> Timed(Action body)
    {
        using LeakScope scope = LeakScope.Begin("many", s_quick);
        body();
        using Process process = Process.GetCurrentProcess();
        TimeSpan start = process.TotalProcessorTime;
        LeakReport report = await scope.CheckAsync(TestContext.Current.CancellationToken);
        process.Refresh();
        (process.TotalProcessorTime - start).Should().BeLessThan(s_longest);
        return report;
    }

    private static async Task WaitAsync(Task task) => await task.ConfigureAwait(false);

    private static void Deep(int levels, Action action)
    {
        if (levels == 0)
        {
            action();
            return;
        }

        Deep(levels - 1, action);
        GC.KeepAlive(action);
    }

    private static void Tick(object? state)
    {
    }
}
