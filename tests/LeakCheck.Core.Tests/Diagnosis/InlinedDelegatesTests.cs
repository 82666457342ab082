using System.Reflection;
using LeakCheck.Diagnosis;
using LeakCheck.Probes;
using LeakCheck.Scopes;

namespace LeakCheck.Core.Tests.Diagnosis;

/// <summary>A delegate that was compiled into its caller has no frame; it is put back where only it can belong. The stacks are those that a hot delegate was seen to have.</summary>
public class InlinedDelegatesTests
{
    private static readonly MethodInfo s_monitorWait = typeof(Monitor).GetMethod(nameof(Monitor.Wait), [typeof(object), typeof(int)])!;
    private static readonly MethodInfo s_sleep = typeof(Thread).GetMethod(nameof(Thread.Sleep), [typeof(int)])!;

    private readonly SourceLines _lines = new();

    [Fact]
    public void The_frame_stands_at_the_call_that_leads_to_where_the_thread_went_on()
    {
        using var scope = LeakScope.Begin("own");

        // ManualResetEventSlim.Wait and its overload have vanished too.
        ThreadStackSample restored = Restore(Stack(s_monitorWait), scope, [Lost(WaitsOnce, scope)]);

        Body(restored).Should().BeEquivalentTo(new { Method = "InlinedDelegatesTests.WaitsOnce", Line = LineOf("at: once") });
        restored.ByOsThread[Slot.OsThreadId][0].Display.Method.Should().Be("Monitor.Wait");
    }

    [Fact]
    public void With_two_such_calls_the_method_is_known_but_not_the_line()
    {
        using var scope = LeakScope.Begin("own");

        ThreadStackSample restored = Restore(Stack(s_monitorWait), scope, [Lost(WaitsTwice, scope)]);

        Body(restored).Should().BeEquivalentTo(new { Method = "InlinedDelegatesTests.WaitsTwice", Line = LineOf("at: twice") });
    }

    [Fact]
    public void Of_two_tasks_the_one_is_chosen_that_can_stand_there()
    {
        using var scope = LeakScope.Begin("own");

        ThreadStackSample restored = Restore(Stack(s_sleep), scope, [Lost(WaitsOnce, scope), Lost(Sleeps, scope)]);

        Body(restored).Method.Should().Be("InlinedDelegatesTests.Sleeps");
    }

    [Fact]
    public void A_thread_of_another_scope_or_of_no_task_is_left_as_it_is()
    {
        using var scope = LeakScope.Begin("own");
        using var other = LeakScope.Begin("other");

        IReadOnlyList<ThreadFrame> task = Stack(s_monitorWait);
        Restore(task, other, [Lost(WaitsOnce, scope)]).ByOsThread[Slot.OsThreadId].Should().Equal(task);

        IReadOnlyList<ThreadFrame> workItem = [.. task.Where(f => !f.Display.Method.StartsWith("Task.", StringComparison.Ordinal))];
        Restore(workItem, scope, [Lost(WaitsOnce, scope)]).ByOsThread[Slot.OsThreadId].Should().Equal(workItem);
    }

    private static ThreadSlot Slot => ThreadSlots.Current;

    private static LeakFrame Body(ThreadStackSample sample) => sample.ByOsThread[Slot.OsThreadId].Should().HaveCount(6).And.Subject.ElementAt(1).Display;

    private ThreadStackSample Restore(IReadOnlyList<ThreadFrame> stack, LeakScope owner, IReadOnlyList<InlinedDelegates.Lost> lost)
    {
        var sample = new ThreadStackSample(new Dictionary<long, IReadOnlyList<ThreadFrame>> { [Slot.OsThreadId] = stack }, null);
        return InlinedDelegates.Restore(sample, lost, [new ThreadSighting(Slot, new Ownership(owner, OwnerSource.Context))], _lines);
    }

    private static IReadOnlyList<ThreadFrame> Stack(MethodInfo innermost) =>
    [
        Frame(MethodNames.Of(innermost), innermost.MetadataToken),
        Frame("ExecutionContext.RunFromThreadPoolDispatchLoop"),
        Frame("Task.ExecuteWithThreadLocal"),
        Frame("ThreadPoolWorkQueue.Dispatch"),
        Frame("PortableThreadPool.WorkerThread.WorkerThreadStart"),
    ];

    private static ThreadFrame Frame(string name, int token = 0) =>
        new(new LeakFrame(name) { Assembly = "System.Private.CoreLib" }, typeof(object).Module.FullyQualifiedName, token);

    private static InlinedDelegates.Lost Lost(Action<ManualResetEventSlim> body, LeakScope owner) => new(body.Method, owner);

    private static void WaitsOnce(ManualResetEventSlim gate)
    {
        gate.Reset();
        gate.Wait(); // at: once
    }

    private static void WaitsTwice(ManualResetEventSlim gate)
    { // at: twice
        gate.Wait();
        gate.Wait();
    }

    private static void Sleeps(ManualResetEventSlim gate) => Thread.Sleep(1000);

    private static int LineOf(string marker, [System.Runtime.CompilerServices.CallerFilePath] string file = "") =>
        1 + Array.FindIndex(File.ReadAllLines(file), line => line.EndsWith("// " + marker, StringComparison.Ordinal));
}
