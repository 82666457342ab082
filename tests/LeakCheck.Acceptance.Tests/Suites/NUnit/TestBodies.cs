using LeakCheck;
using NUnit.Framework;

[assembly: VerifyNoLeaks]
[assembly: Parallelizable(ParallelScope.All)]
[assembly: LevelOfParallelism(4)]

namespace Suite;

public class TestBodies
{
    [Test]
    public void LeaksTask() => Leak.Task();

    [Test]
    public void LeaksThread() => Leak.Thread();

    [Test]
    public void LeaksTimer() => Leak.Timer();

    [Test]
    public async Task LeaksAfterAwait()
    {
        await Task.Delay(5).ConfigureAwait(false);
        await Task.Run(Leak.Task);
    }

    [Test]
    public void Clean() => Assert.That(1 + 1, Is.EqualTo(2));

    [Test]
    public async Task CleanAsync()
    {
        using var stop = new CancellationTokenSource();
        Task loop = Task.Delay(Timeout.Infinite, stop.Token);
        await stop.CancelAsync();
        Assert.That(async () => await loop, Throws.InstanceOf<OperationCanceledException>());
    }

    [Test, AllowLeaks("the suite's own example")]
    public void Allowed() => Leak.Task();

    [Test, VerifyNoLeaks(Enabled = false)]
    public void OptedOut() => Leak.Task();

    [Test, VerifyNoLeaks(Tolerance = 1)]
    public void Tolerated() => Leak.Task();

    [Test, IgnoreLeaks("the suite's own example", ThreadName = "forgotten")]
    public void Ignored() => Leak.Thread();
}

public class Outcomes
{
    [Test]
    public void FailsAndLeaks()
    {
        Leak.Task();
        Assert.Fail("primary");
    }

    [Test]
    public void ThrowsAndLeaks()
    {
        Leak.Task();
        throw new InvalidOperationException("primary");
    }

    // As FluentAssertions does: a failure that NUnit keeps apart from its assertions.
    [Test]
    public void ThrowsAssertionAndLeaks()
    {
        Leak.Task();
        throw new AssertionException("primary");
    }

    [Test]
    public void FailsInMultipleAndLeaks() => Assert.Multiple(() =>
    {
        Leak.Task();
        Assert.That(1, Is.EqualTo(2), "primary");
        Assert.That(1, Is.EqualTo(3), "second");
    });

    [Test]
    public void Fails() => Assert.Fail("primary");

    [Test, VerifyNoLeaks(OnlyWhenPassed = true), AllowLeaks("not checked, and not the sweep's either")]
    public void FailsUnchecked()
    {
        Leak.Task();
        Assert.Fail("primary");
    }

    [Test]
    public void PassesEarlyAndLeaks()
    {
        Leak.Task();
        Assert.Pass("enough");
    }

    [Test]
    public void WarnsAndLeaks()
    {
        Leak.Task();
        Assert.Warn("watch out");
    }

    [Test]
    public void Warns() => Assert.Warn("watch out");

    [Test]
    public void IsInconclusiveAndLeaks()
    {
        Leak.Task();
        Assert.Inconclusive("who knows");
    }

    [Test]
    public void IsInconclusive() => Assert.Inconclusive("who knows");

    [Test, Ignore("not today")]
    public void IsIgnored() => Leak.Task();

    [Test, Explicit("on demand")]
    public void IsExplicit() => Leak.Task();

    [Test]
    public void IgnoresItself() => Assert.Ignore("not here");
}
