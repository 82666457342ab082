using LeakCheck.Diagnosis;

namespace LeakCheck.Core.Tests.Diagnosis;

public sealed class WaitReasonsTests
{
    [Fact]
    public void A_lock_without_a_frame_of_its_own_is_told_by_the_thread_state()
    {
        ThreadFrame[] frames = [User("Queue.Loop"), Core("Thread.StartCallback")];

        WaitReasons.Of(frames, waits: true).Should().Be(new WaitReason("lock (Monitor.Enter) or Thread.Join", 0));
        WaitReasons.Of(frames, waits: false).Should().Be(new WaitReason(null, 0));
    }

    [Fact]
    public void The_outermost_call_names_the_wait()
    {
        ThreadFrame[] frames =
        [
            Core("Monitor.Wait"), Core("SemaphoreSlim.WaitUntilCountOrTimeout"), Core("SemaphoreSlim.WaitCore"),
            Frame("BlockingCollection.TryTakeWithNoTimeValidation", "System.Collections.Concurrent"), User("Queue.Loop"),
        ];

        WaitReasons.Of(frames).Should().Be(new WaitReason("BlockingCollection.Take", 4));
    }

    [Fact]
    public void A_class_of_the_users_with_the_same_name_is_no_wait()
    {
        WaitReasons.Of([User("Monitor.Wait")]).Should().Be(new WaitReason(null, 0));
    }

    [Fact]
    public void A_thread_without_frames_has_no_reason()
    {
        WaitReasons.Of([]).Should().Be(new WaitReason(null, 0));
        WaitReasons.IsIdlePoolThread([]).Should().BeFalse();
    }

    [Fact]
    public void A_pool_thread_that_waits_for_work_is_idle_and_one_with_work_is_not()
    {
        ThreadFrame[] idle =
        [
            Core("LowLevelLifoSemaphore.WaitNative"), Core("LowLevelLifoSemaphore.WaitForSignal"),
            Core("PortableThreadPool.WorkerThread.WorkerThreadStart"), Core("Thread.StartCallback"),
        ];

        WaitReasons.IsIdlePoolThread(idle).Should().BeTrue();
        WaitReasons.IsIdlePoolThread([User("Cache.Evict"), .. idle[2..]]).Should().BeFalse();
        WaitReasons.IsIdlePoolThread([Core("Thread.Sleep"), Core("Thread.StartCallback")]).Should().BeFalse();
    }

    private static ThreadFrame Core(string method) => Frame(method, "System.Private.CoreLib");

    private static ThreadFrame User(string method) => Frame(method, "Shop", isUserCode: true);

    private static ThreadFrame Frame(string method, string assembly, bool isUserCode = false) =>
        new(new LeakFrame(method) { Assembly = assembly, IsUserCode = isUserCode }, assembly + ".dll", 1);
}
