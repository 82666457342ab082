using LeakCheck.Diagnosis;
using LeakCheck.Probes;
using LeakCheck.Settle;

namespace LeakCheck.Core.Tests.Settle;

public class MovementWatchTests
{
    [Fact]
    public async Task Remembers_the_await_of_every_method_in_a_chain()
    {
        LeakEngine engine = LeakEngine.Current;
        var gate = new TaskCompletionSource();
        using LeakScope scope = LeakScope.Begin(nameof(MovementWatchTests));
        Task inner = InnerAsync(gate.Task);
        Task outer = OuterAsync(inner);
        var watch = new MovementWatch(engine.Runtime.Shapes);

        Look(watch, scope);

        gate.SetResult();
        await outer;

        watch.LastAwaitOf(inner).Should().Be(0);
        watch.LastAwaitOf(outer).Should().Be(1, "a loop that is met between two awaits is shown at the one at which it was seen, whatever it waited for there");
    }

    [Fact]
    public async Task Counts_as_moved_what_came_in_the_place_of_another_and_not_what_was_there_all_the_time()
    {
        LeakEngine engine = LeakEngine.Current;
        TaskCompletionSource[] gates = [new(), new(), new()];
        using LeakScope scope = LeakScope.Begin(nameof(MovementWatchTests));
        var watch = new MovementWatch(engine.Runtime.Shapes);
        Task stays = InnerAsync(gates[0].Task);
        Task goes = InnerAsync(gates[1].Task);
        Look(watch, scope);
        gates[1].SetResult();
        await goes;
        Task comes = InnerAsync(gates[2].Task);
        Look(watch, scope);
        gates[0].SetResult();
        gates[2].SetResult();
        await Task.WhenAll(stays, comes);

        watch.MovesOf(new AwaitChain(stays, [], []) { Root = stays }).Should().Be(0);
        watch.MovesOf(new AwaitChain(comes, [], []) { Root = comes }).Should().Be(1);
    }

    [Fact]
    public async Task One_promise_does_not_come_in_the_place_of_another()
    {
        LeakEngine engine = LeakEngine.Current;
        using CancellationTokenSource first = new(), second = new();
        using LeakScope scope = LeakScope.Begin(nameof(MovementWatchTests));
        var watch = new MovementWatch(engine.Runtime.Shapes);
        Task goes = Task.Delay(Timeout.Infinite, first.Token);
        Look(watch, scope);
        await first.CancelAsync();
        Task comes = Task.Delay(Timeout.Infinite, second.Token);
        Look(watch, scope);
        await second.CancelAsync();

        goes.IsCanceled.Should().BeTrue();
        watch.MovesOf(new AwaitChain(comes, [], []) { Root = comes }).Should().Be(0);
    }

    private static async Task InnerAsync(Task gate) => await gate;

    private static async Task OuterAsync(Task inner)
    {
        await Task.CompletedTask;
        await inner;
    }

    private static void Look(MovementWatch watch, LeakScope scope)
    {
        using Sightings sightings = Sightings.Rent();
        LeakEngine.Current.Look(LookTarget.Of(scope), sightings);
        watch.Observe(sightings);
    }
}
