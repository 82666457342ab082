using LeakCheck;
using NUnit.Framework;

namespace Suite.Places;

public class Outcomes
{
    [Test]
    public void Fails_and_leaks()
    {
        Timers.Start();
        Assert.Fail("the test's own failure");
    }

    [Test]
    public void Throws_and_leaks()
    {
        Timers.Start();
        throw new InvalidOperationException("the test's own failure");
    }

    // As assertion libraries do: a failure that NUnit keeps apart from its assertions.
    [Test]
    public void Throws_assertion_and_leaks()
    {
        Timers.Start();
        throw new AssertionException("the test's own failure");
    }

    [Test]
    public void Fails_twice_and_leaks() => Assert.Multiple(() =>
    {
        Timers.Start();
        Assert.That(1, Is.EqualTo(2), "the test's own failure");
        Assert.That(1, Is.EqualTo(3), "its second");
    });

    [Test, VerifyNoLeaks(OnlyWhenPassed = true)]
    public void Fails_unchecked()
    {
        Timers.Start();
        Assert.Fail("the test's own failure");
    }

    [Test]
    public void Passes_early_and_leaks()
    {
        Timers.Start();
        Assert.Pass("enough");
    }

    [Test]
    public void Warns_and_leaks()
    {
        Timers.Start();
        Assert.Warn("watch out");
    }

    [Test]
    public void Warns() => Assert.Warn("watch out");

    [Test]
    public void Inconclusive_and_leaks()
    {
        Timers.Start();
        Assert.Inconclusive("who knows");
    }

    [Test]
    public void Inconclusive() => Assert.Inconclusive("who knows");

    [Test, Ignore("never runs")]
    public void Static_skip() => Timers.Start();

    [Test]
    public void Dynamic_skip()
    {
        Timers.Start();
        Assert.Ignore("found out while it ran");
    }

    [Test, Explicit]
    public void Explicit() => Timers.Start();

    [CustomFact]
    public void Custom_fact() => Timers.Start();
}

public sealed class CustomFactAttribute : TestAttribute;
