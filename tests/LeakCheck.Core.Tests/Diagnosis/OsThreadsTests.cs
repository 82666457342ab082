using LeakCheck.Diagnosis;

namespace LeakCheck.Core.Tests.Diagnosis;

public sealed class OsThreadsTests
{
    [Fact]
    public void Each_thread_has_its_own_id()
    {
        long other = 0;
        Thread thread = new(() => other = OsThreads.CurrentId());
        thread.Start();
        thread.Join();

        long mine = OsThreads.CurrentId();

        mine.Should().BePositive();
        other.Should().BePositive().And.NotBe(mine);
        OsThreads.CurrentId().Should().Be(mine);
    }

    [Fact]
    public void Linux_lists_every_thread_with_its_name()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux lists them without a debugger.");
        using ManualResetEventSlim started = new();
        using ManualResetEventSlim end = new();
        long id = 0;
        Thread thread = new(() =>
        {
            id = OsThreads.CurrentId();
            started.Set();
            end.Wait();
        }) { Name = "a rather long thread name" };
        thread.Start();
        started.Wait(TestContext.Current.CancellationToken);

        OsThreads.All().Should().Contain((id, "a rather long t")).And.Contain(t => t.Id == OsThreads.CurrentId());

        end.Set();
        thread.Join();
    }
}
