using NUnit.Framework;

namespace Suite.Places;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public class ConstructorLeaks
{
    public ConstructorLeaks() => Timers.Start();

    [Test]
    public void Test()
    {
    }

    [Test, Ignore("never constructed")]
    public void Never()
    {
    }
}

public class InitializeLeaks
{
    [SetUp]
    public async Task SetUp()
    {
        await Task.Yield();
        Poller.Start();
    }

    [Test]
    public void Test()
    {
    }
}

public class CleanupLeaks
{
    [TearDown]
    public void TearDown() => Timers.Start();

    [Test]
    public void Test()
    {
    }
}

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class DisposeLeaks : IDisposable
{
    public void Dispose() => Timers.Start();

    [Test]
    public void Test()
    {
    }
}

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class DisposeAsyncLeaks : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        await Task.Yield();
        Poller.Start();
    }

    [Test]
    public void Test()
    {
    }
}

public class BrokenInitialize
{
    [SetUp]
    public void SetUp()
    {
        Timers.Start();
        throw new InvalidOperationException("the test's own failure");
    }

    [Test]
    public void Test()
    {
    }
}

public class BrokenCleanup
{
    [TearDown]
    public void TearDown()
    {
        Timers.Start();
        throw new InvalidOperationException("the test's own failure");
    }

    [Test]
    public void Test()
    {
    }
}
