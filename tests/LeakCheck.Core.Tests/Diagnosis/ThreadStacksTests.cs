using LeakCheck.Diagnosis;

namespace LeakCheck.Core.Tests.Diagnosis;

public sealed class ThreadStacksTests(ThreadZoo zoo) : IClassFixture<ThreadZoo>
{
    [Theory]
    [InlineData("Thread.Sleep")]
    [InlineData("Thread.Join")]
    [InlineData("Monitor.Wait")]
    [InlineData("lock (Monitor.Enter)")]
#if NET9_0_OR_GREATER
    [InlineData("lock (Lock.Enter)")]
#endif
    [InlineData("ManualResetEventSlim.Wait")]
    [InlineData("SemaphoreSlim.Wait")]
    [InlineData("WaitHandle.WaitOne")]
    [InlineData("WaitHandle.WaitAny")]
    [InlineData("CountdownEvent.Wait")]
    [InlineData("Barrier.SignalAndWait")]
    [InlineData("ReaderWriterLockSlim")]
    [InlineData("Task.Wait")]
    [InlineData("Task.WaitAll")]
    [InlineData("Task.Result")]
    [InlineData("Task.GetAwaiter().GetResult")]
    [InlineData("BlockingCollection.Take")]
    [InlineData("BlockingCollection.GetConsumingEnumerable")]
    [InlineData("ToBlockingEnumerable")]
    [InlineData("Socket accept")]
    [InlineData("Socket receive")]
    [InlineData("pool", "ManualResetEventSlim.Wait")]
    public void A_blocked_thread_has_its_line_and_its_reason(string name, string? expected = null)
    {
        IReadOnlyList<ThreadFrame> frames = zoo.Stack(name);

        WaitReason reason = WaitReasons.Of(frames, zoo.WasWaiting(name));

        bool hasNoFrame = Environment.Version.Major < 10 && name is "Thread.Join" or "lock (Monitor.Enter)" && reason.FirstFrame == 0;
        reason.Reason.Should().Be(hasNoFrame ? WaitReasons.WithoutFrame : expected ?? name, "the stack is {0}", Text(frames));
        ThreadFrame stuck = frames[reason.FirstFrame];
        stuck.Display.Line.Should().Be(zoo.LineOf(name), "the stack is {0}", Text(frames));
        stuck.Display.File.Should().EndWith("ThreadZoo.cs");
        stuck.Display.Method.Should().StartWith("ThreadZoo.Open lambda");
        stuck.Display.Assembly.Should().Be("LeakCheck.Core.Tests");
        stuck.Display.IsUserCode.Should().BeTrue();
        stuck.ModulePath.Should().Be(typeof(ThreadZoo).Assembly.Location);
        stuck.ModulePath.Should().NotBeEmpty();
        stuck.MethodToken.Should().BePositive();
    }

    [Fact]
    public void A_running_thread_has_the_line_of_its_loop_and_no_reason()
    {
        IReadOnlyList<ThreadFrame> frames = zoo.Stack("running");

        frames.Should().Contain(f => f.Display.Method.StartsWith("ThreadZoo.Open lambda") && f.Display.Line == zoo.LineOf("running"));
        WaitReasons.Of(frames, zoo.WasWaiting("running")).Should().Be(new WaitReason(null, 0));
    }

    [Fact]
    public void A_pool_thread_that_runs_work_is_not_idle()
    {
        WaitReasons.IsIdlePoolThread(zoo.Stack("pool")).Should().BeFalse();
        StackFrames.Of(zoo.Stack("pool")).Where(f => !f.IsUserCode).Select(f => f.Method.Split('.')[0])
            .Should().BeSubsetOf(["Monitor", "ManualResetEventSlim"]);
    }

    [Fact]
    public void The_thread_that_asks_for_the_sample_is_no_part_of_it()
    {
        ThreadStackSample sample = new ThreadStacks(new SourceLines()).Sample();

        sample.Missing.Should().BeNull();
        sample.ByOsThread.Should().NotContainKey(OsThreads.CurrentId());
    }

    [Fact]
    public void The_trace_knows_the_two_threads_that_collected_it_and_the_caller()
    {
        IReadOnlySet<long> own = new StackCollector(new DiagnosticsPort(), TimeSpan.FromSeconds(60)).Collect(TimeSpan.FromMilliseconds(15)).OwnThreads;

        own.Should().HaveCount(3).And.Contain(OsThreads.CurrentId()).And.OnlyContain(id => id > 0);
    }

    [Fact]
    public void Sampling_carries_no_context_to_another_thread()
    {
        List<int> seenOn = [];
        AsyncLocal<string?> owner = new(_ => { lock (seenOn) { seenOn.Add(Environment.CurrentManagedThreadId); } });
        owner.Value = "a test";

        new ThreadStacks(new SourceLines()).Sample().Missing.Should().BeNull();

        lock (seenOn)
        {
            seenOn.Should().OnlyContain(id => id == Environment.CurrentManagedThreadId);
        }

        owner.Value = null;
    }

    private static string Text(IEnumerable<ThreadFrame> frames) =>
        string.Join(" < ", frames.Select(f => $"{f.Display.Method} [{f.Display.Assembly}:{f.Display.Line}]"));
}
