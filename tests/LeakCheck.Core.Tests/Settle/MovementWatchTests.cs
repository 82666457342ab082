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

        using (Sightings sightings = Sightings.Rent())
        {
            engine.Look(LookTarget.Of(scope), sightings);
            watch.Observe(sightings);
        }

        gate.SetResult();
        await outer;

        watch.LastAwaitOf(inner).Should().Be(0);
        watch.LastAwaitOf(outer).Should().Be(1, "a loop that is met between two awaits is shown at the one at which it was seen, whatever it waited for there");
    }

    private static async Task InnerAsync(Task gate) => await gate;

    private static async Task OuterAsync(Task inner)
    {
        await Task.CompletedTask;
        await inner;
    }
}
