using LeakCheck;
using Microsoft.VisualStudio.TestTools.UnitTesting;

[assembly: VerifyNoLeaks]
[assembly: Parallelize(Scope = ExecutionScope.MethodLevel, Workers = 4)]

namespace Suite;

[TestClass]
public class TestBodies
{
    [TestMethod]
    public void LeaksTask() => Leak.Task();

    [TestMethod]
    public void LeaksThread() => Leak.Thread();

    [TestMethod]
    public void LeaksTimer() => Leak.Timer();

    [TestMethod]
    public async Task LeaksAfterAwait()
    {
        await Task.Delay(5).ConfigureAwait(false);
        await Task.Run(Leak.Task);
    }

    [TestMethod]
    public void Clean() => Assert.AreEqual(2, 1 + 1);

    [TestMethod]
    public async Task CleanAsync()
    {
        using var stop = new CancellationTokenSource();
        Task loop = Task.Delay(Timeout.Infinite, stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => loop);
    }

    [TestMethod, AllowLeaks("the suite's own example")]
    public void Allowed() => Leak.Task();

    [TestMethod, VerifyNoLeaks(Enabled = false)]
    public void OptedOut() => Leak.Task();

    [TestMethod, VerifyNoLeaks(Tolerance = 1)]
    public void Tolerated() => Leak.Task();

    [TestMethod, IgnoreLeaks("the suite's own example", ThreadName = "forgotten")]
    public void Ignored() => Leak.Thread();
}

[TestClass]
public class Outcomes
{
    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public void FailsAndLeaks()
    {
        Leak.Task();
        Assert.Fail("primary");
    }

    [TestMethod]
    public void ThrowsAndLeaks()
    {
        Leak.Task();
        throw new InvalidOperationException("primary");
    }

    [TestMethod]
    public void Fails() => Assert.Fail("primary");

    [TestMethod, VerifyNoLeaks(OnlyWhenPassed = true), AllowLeaks("not checked, and not the sweep's either")]
    public void FailsUnchecked()
    {
        Leak.Task();
        Assert.Fail("primary");
    }

    [TestMethod]
    public void IsInconclusiveAndLeaks()
    {
        Leak.Task();
        Assert.Inconclusive("who knows");
    }

    [TestMethod]
    public void IsInconclusive() => Assert.Inconclusive("who knows");

    [TestMethod, Ignore("not today")]
    public void IsIgnored() => Leak.Task();

    [TestMethod, Timeout(60_000)]
    public void LeaksUnderTimeout() => Leak.Task();

    [TestMethod, Timeout(60_000, CooperativeCancellation = true)]
    public void LeaksUnderCooperativeTimeout() => Leak.Task();

    [TestMethod, Timeout(60_000)]
    public void CleanUnderTimeout()
    {
    }

    // Its own body still runs when it is checked.
    [TestMethod, Timeout(100)]
    public void TimesOut() => Thread.Sleep(20_000);

    [TestMethod, Timeout(100, CooperativeCancellation = true)]
    public async Task TimesOutCooperatively() => await Task.Delay(Timeout.Infinite, TestContext.CancellationTokenSource.Token);
}
