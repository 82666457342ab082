using System.Reflection;
using LeakCheck.RuntimeInternals.Clr;

namespace LeakCheck.Core.Tests.RuntimeInternals;

/// <summary>The copy of the runtime's list of tasks.</summary>
public sealed class ClrTaskTableTests
{
    [Fact]
    public async Task What_came_into_the_list_while_the_copy_waited_for_it_is_copied()
    {
        var table = new ClrTaskTable();
        object itsLock = typeof(Task).GetField("s_currentActiveTasks", BindingFlags.Static | BindingFlags.NonPublic)!.GetValue(null)!;
        var end = new TaskCompletionSource();
        int before = end.Task.Id - 1;
        List<Task> copied = [];
        var copy = new Thread(() => table.CopyAfter(before, copied)) { IsBackground = true };
        Task later;
        lock (itsLock)
        {
            copy.Start();
            SpinWait.SpinUntil(() => (copy.ThreadState & ThreadState.WaitSleepJoin) != 0, TimeSpan.FromSeconds(30)).Should().BeTrue("the copy waits for the list");
            later = WaitAsync(end.Task);
        }

        copy.Join();
        copied.Should().Contain(later);
        end.SetResult();
        await later;
    }

    [Fact]
    public async Task A_task_is_put_back_although_two_wanted_a_stand_in_for_it()
    {
        var table = new ClrTaskTable();
        var end = new TaskCompletionSource();
        Task task = WaitAsync(end.Task);

        Task? first = table.StandIn(task.Id);
        Task? second = table.StandIn(task.Id);
        bool isBack = table.EndStandIn(task.Id, first);

        first.Should().BeSameAs(task);
        second.Should().BeNull();
        isBack.Should().BeTrue();
        List<Task> copied = [];
        table.CopyAfter(task.Id - 1, copied);
        copied.Should().Contain(task);
        end.SetResult();
        await task;
    }

    private static async Task WaitAsync(Task task) => await task;
}
