using LeakCheck.Diagnosis;
using LeakCheck.Rules;

namespace LeakCheck.Core.Tests.Rules;

/// <summary>Entries that cannot be provoked at will; the others are patterns of the corpus.</summary>
public class KnownNoiseTests
{
    [Fact]
    public void A_file_watcher_in_its_last_act_is_known() =>
        EntryFor("SafeHandle.InternalRelease", "SafeHandle.Dispose", "RunningInstance.ProcessEvents").Should().NotBeNull().And.Match<KnownNoise>(n => n.IsEnding);

    [Fact]
    public void A_file_watcher_that_runs_is_not() => EntryFor("Sys.Read", "RunningInstance.TryReadEvent", "RunningInstance.ProcessEvents").Should().BeNull();

    [Fact]
    public void Another_thread_that_disposes_a_handle_is_not() => EntryFor("SafeHandle.Dispose", name: "worker").Should().BeNull();

    private static KnownNoise? EntryFor(params string[] stack) => EntryFor(".NET File Watcher", stack);

    private static KnownNoise? EntryFor(string method, string name) => EntryFor(name, [method]);

    private static KnownNoise? EntryFor(string name, string[] stack)
    {
        var thread = new Frozen
        {
            Draft = new Survivor { Kind = SurvivorKind.Thread, What = name, ThreadName = name, State = SurvivorState.Running, Stack = [.. stack.Select(m => new LeakFrame(m))] },
            Signature = name,
        };
        return KnownNoise.All.SingleOrDefault(n => n.Matches(thread));
    }
}
