using LeakCheck.Probes;
using LeakCheck.RuntimeInternals.Contracts;
using LeakCheck.Scopes;

namespace LeakCheck.Core.Tests.Probes;

public class TaskProbeTests
{
    [Fact]
    public void Work_that_a_task_handed_over_to_while_it_was_looked_at_is_seen()
    {
        var end = new TaskCompletionSource();
        using LeakScope scope = LeakScope.Begin("handed over");
        Task successor = WaitAsync(end.Task);
        var list = new ScriptedTable([Task.CompletedTask], [successor]);

        List<Task> seen = Look(scope, list);
        end.SetResult();

        seen.Should().ContainSingle().Which.Should().BeSameAs(successor);
    }

    [Fact]
    public void Work_that_a_task_handed_over_to_is_seen_beside_what_waits_for_both()
    {
        var end = new TaskCompletionSource();
        using LeakScope scope = LeakScope.Begin("handed over");
        Task successor = WaitAsync(end.Task);
        Task waiter = WaitAsync(successor);
        var list = new ScriptedTable([Task.CompletedTask, waiter], [waiter, successor]);

        List<Task> seen = Look(scope, list);
        end.SetResult();

        seen.Should().BeEquivalentTo([waiter, successor]);
    }

    [Fact]
    public void A_list_in_which_tasks_go_on_ending_is_not_copied_for_ever()
    {
        using LeakScope scope = LeakScope.Begin("busy neighbours");
        var list = new ScriptedTable([Task.CompletedTask]);

        Look(scope, list).Should().BeEmpty();

        list.Copies.Should().BeInRange(2, 10);
    }

    [Fact]
    public void A_list_in_which_nothing_ends_is_copied_once()
    {
        using LeakScope scope = LeakScope.Begin("quiet");
        var list = new ScriptedTable([[]]);

        Look(scope, list).Should().BeEmpty();

        list.Copies.Should().Be(1);
    }

    private static async Task WaitAsync(Task end) => await end;

    private static List<Task> Look(LeakScope scope, ScriptedTable list)
    {
        LeakEngine engine = LeakEngine.Current;
        var attribution = new Attribution(engine.Runtime.Shapes, engine.Runtime.Contexts!, engine.Marker.Key);
        using var sightings = Sightings.Rent();
        new TaskProbe(list, attribution, engine.Noise, engine.Reported).Look(LookTarget.Of(scope), sightings);
        return [.. sightings.Tasks.Select(t => t.Task)];
    }

    /// <summary>Each copy finds what comes next; the last one again and again.</summary>
    private sealed class ScriptedTable(params Task[][] copies) : ITaskTable
    {
        public int Copies { get; private set; }

        public int LastId => int.MaxValue;

        public int Count => 1;

        public void CopyAfter(int afterId, List<Task> into) => into.AddRange(copies[Math.Min(Copies++, copies.Length - 1)]);

        public Task? Take(int id) => throw new NotSupportedException();

        public void Restore(int id, Task task) => throw new NotSupportedException();

        public Task? StandIn(int id) => throw new NotSupportedException();

        public bool EndStandIn(int id, Task? task) => throw new NotSupportedException();
    }
}
