using System.Runtime.CompilerServices;
using LeakCheck;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Suite.Places;

[TestClass]
public class Outcomes
{
    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public void Fails_and_leaks()
    {
        Timers.Start();
        Assert.Fail("the test's own failure");
    }

    [TestMethod]
    public void Throws_and_leaks()
    {
        Timers.Start();
        throw new InvalidOperationException("the test's own failure");
    }

    [TestMethod, VerifyNoLeaks(OnlyWhenPassed = true)]
    public void Fails_unchecked()
    {
        Timers.Start();
        Assert.Fail("the test's own failure");
    }

    [TestMethod]
    public void Inconclusive_and_leaks()
    {
        Timers.Start();
        Assert.Inconclusive("who knows");
    }

    [TestMethod]
    public void Inconclusive() => Assert.Inconclusive("who knows");

    [TestMethod, Ignore("never runs")]
    public void Static_skip() => Timers.Start();

    [TestMethod, Timeout(200)]
    public async Task Times_out()
    {
        await new TaskCompletionSource().Task; // at: timeout
    }

    [TestMethod, Timeout(60_000)]
    public void Within_timeout() => Timers.Start();

    [TestMethod, Timeout(60_000)]
    public void Within_timeout_clean()
    {
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true)]
    public void Within_cooperative_timeout() => Timers.Start();

    [TestMethod, Timeout(200, CooperativeCancellation = true)]
    public async Task Times_out_cooperatively() => await Task.Delay(Timeout.Infinite, TestContext.CancellationTokenSource.Token);

    [CustomFact]
    public void Custom_fact() => Timers.Start();
}

public sealed class CustomFactAttribute([CallerFilePath] string file = "", [CallerLineNumber] int line = -1) : TestMethodAttribute
{
    public string Place => $"{file}:{line}";
}
