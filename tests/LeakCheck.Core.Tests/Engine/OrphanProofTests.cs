using System.Runtime.CompilerServices;
using LeakCheck.Probes;

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
