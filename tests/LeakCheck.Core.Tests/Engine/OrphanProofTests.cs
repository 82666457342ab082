using System.Runtime.CompilerServices;
using LeakCheck.Probes;
using LeakCheck.RuntimeInternals.Contracts;

namespace LeakCheck.Core.Tests.Engine;

[Collection(nameof(Patterns.PatternsRunAlone))]
public class OrphanProofTests
{
    [Fact]
    public async Task An_orphan_is_proved_although_a_neighbours_look_stands_still_in_the_middle()
    {
        using LeakScope neighbour = LeakScope.Begin("neighbour");
        bool stop = false;
        var looking = new Thread(() =>
        {
            while (!Volatile.Read(ref stop))
            {
                Sightings.BeginLook();
                List<Task> seen = [];
                LeakEngine.Current.Runtime.Tasks!.CopyAfter(neighbour.FirstTaskId, seen);
                Thread.Sleep(100); // as on a machine that has no time for it
                seen.Clear();
                Sightings.EndLook();
                Thread.Sleep(1);
            }
        });
        looking.UnsafeStart();
        var states = new List<SurvivorState>();
        for (int i = 0; i < 10; i++)
        {
            states.Add(await StateOfOrphan());
        }

        Volatile.Write(ref stop, true);
        looking.Join();
        states.Should().OnlyContain(s => s == SurvivorState.Orphan);
    }

    [Fact]
    public async Task A_timer_that_nobody_held_is_gone_although_a_neighbours_look_still_holds_it()
    {
        var seen = new List<TimerEntry>();
        using LeakScope scope = LeakScope.Begin("timer", new LeakOptions { SettleMilliseconds = 20 });
        StartUnreferencedTimer();
        LeakEngine.Current.Runtime.Timers!.CopySince(scope.FirstTicks, seen);
        LeakReport report = await scope.CheckAsync(TestContext.Current.CancellationToken);

        seen.Should().NotBeEmpty();
        report.Survivors.Should().BeEmpty();
    }

    [Fact]
    public async Task A_timer_that_somebody_holds_is_a_leak()
    {
        using LeakScope scope = LeakScope.Begin("timer", new LeakOptions { SettleMilliseconds = 20 });
        using var timer = new Timer(static _ => { }, null, 60_000, 60_000);
        LeakReport report = await scope.CheckAsync(TestContext.Current.CancellationToken);

        report.Survivors.Should().ContainSingle().Which.Kind.Should().Be(SurvivorKind.Timer);
    }

    [Fact]
    public async Task What_only_a_librarys_sleeping_continuation_leads_to_is_an_orphan_too()
    {
        using LeakScope scope = LeakScope.Begin("orphan", new LeakOptions { SettleMilliseconds = 20 });
        StartBehindContinuation();
        LeakReport report = await scope.CheckAsync(TestContext.Current.CancellationToken);

        report.Survivors.Should().ContainSingle().Which.State.Should().Be(SurvivorState.Orphan);
    }

    [Fact]
    public async Task What_a_live_one_leads_to_is_none()
    {
        using LeakScope scope = LeakScope.Begin("no orphan", new LeakOptions { SettleMilliseconds = 20 });
        TaskCompletionSource source = StartBehindContinuation();
        LeakReport report = await scope.CheckAsync(TestContext.Current.CancellationToken);
        source.SetResult();

        report.Survivors.Should().ContainSingle().Which.State.Should().Be(SurvivorState.Waiting);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void StartUnreferencedTimer() => _ = new Timer(static _ => { }, null, 60_000, 60_000);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static TaskCompletionSource StartBehindContinuation()
    {
        var source = new TaskCompletionSource();
        Task continuation = source.Task.ContinueWith((Action<Task>)GC.KeepAlive, TaskScheduler.Default);
        _ = WaitAsync(Task.WhenAll(continuation, source.Task));
        return source;
    }

    private static async Task<SurvivorState> StateOfOrphan()
    {
        using LeakScope scope = LeakScope.Begin("orphan", new LeakOptions { SettleMilliseconds = 20 });
        Start();
        LeakReport report = await scope.CheckAsync(TestContext.Current.CancellationToken);
        return report.Survivors.Should().ContainSingle().Subject.State;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Start() => _ = WaitAsync(new TaskCompletionSource().Task);

    private static async Task WaitAsync(Task task) => await task;
}
