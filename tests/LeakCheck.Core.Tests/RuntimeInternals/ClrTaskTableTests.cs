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

    private static async Task WaitAsync(Task task) => await task;
}
