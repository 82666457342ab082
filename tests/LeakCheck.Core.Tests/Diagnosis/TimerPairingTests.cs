using System.Collections.Concurrent;
using LeakCheck.Diagnosis;
using LeakCheck.Probes;
using LeakCheck.Settle;

namespace LeakCheck.Core.Tests.Diagnosis;

public class TimerPairingTests
{
    private static readonly LeakEngine s_engine = LeakEngine.Current;

    [Fact]
    public void A_periodic_timer_is_part_of_its_loop_while_that_goes_round()
    {
        var parked = new Parked();
        using LeakScope scope = LeakScope.Begin(nameof(TimerPairingTests));
        using var timer = new PeriodicTimer(TimeSpan.FromMinutes(10));
        parked.Send(_ => _ = LoopAsync(timer), null);
        var watch = new MovementWatch(s_engine.Runtime.Shapes);
        Look(scope, watch.Observe);

        // The tick comes, and the loop, whose continuation is kept back, stands at no await.
        timer.Period = TimeSpan.FromMilliseconds(1);
        SpinWait.SpinUntil(() => !parked.Posted.IsEmpty, TimeSpan.FromMinutes(1)).Should().BeTrue();
        timer.Period = TimeSpan.FromMinutes(10);
        List<Frozen> items = [];
        Look(scope, sightings => items = s_engine.Freezer.Freeze(sightings, watch));
        timer.Dispose();
        parked.RunAll();

        Survivor survivor = items.Should().ContainSingle().Subject.Draft;
        survivor.Kind.Should().Be(SurvivorKind.Task);
        survivor.PeriodMilliseconds.Should().NotBeNull();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_periodic_timer_beside_code_that_has_not_come_to_wait_for_it_is_looked_at_again(bool runs)
    {
        CancellationToken token = TestContext.Current.CancellationToken;
        using var goOn = new ManualResetEventSlim();
        using LeakScope scope = LeakScope.Begin(nameof(TimerPairingTests));
        using var timer = new PeriodicTimer(TimeSpan.FromMinutes(10));
        Task work = Task.CompletedTask;
        if (runs)
        {
            work = Task.Run(() => goOn.Wait(token), token);
            SpinWait.SpinUntil(() => work.Status == TaskStatus.Running, TimeSpan.FromMinutes(1)).Should().BeTrue();
        }

        List<Frozen> items = [];
        Look(scope, sightings => items = s_engine.Freezer.Freeze(sightings, new MovementWatch(s_engine.Runtime.Shapes)));
        goOn.Set();
        await work;

        items.Single(i => i.Draft.Kind == SurvivorKind.Timer).IsBetweenAwaits.Should().Be(runs);
    }

    private static void Look(LeakScope scope, Action<Sightings> then)
    {
        using Sightings sightings = Sightings.Rent();
        s_engine.Look(LookTarget.Of(scope), sightings);
        then(sightings);
    }

    private static async Task LoopAsync(PeriodicTimer timer)
    {
        while (await timer.WaitForNextTickAsync())
        {
        }
    }

    /// <summary>Runs what is posted to it when it is told to.</summary>
    private sealed class Parked : SynchronizationContext
    {
        public ConcurrentQueue<(SendOrPostCallback Run, object? State)> Posted { get; } = new();

        public override void Post(SendOrPostCallback d, object? state) => Posted.Enqueue((d, state));

        public override void Send(SendOrPostCallback d, object? state)
        {
            SynchronizationContext? before = Current;
            SetSynchronizationContext(this);
            d(state);
            SetSynchronizationContext(before);
        }

        public void RunAll()
        {
            while (Posted.TryDequeue(out var next))
            {
                Send(next.Run, next.State);
            }
        }
    }
}
