using LeakCheck;
using NUnit.Framework;

namespace Suite;

public class SetUps
{
    [SetUp]
    public void SetUp()
    {
        if (TestContext.CurrentContext.Test.Name.Contains("SetUp"))
        {
            Leak.Task();
        }
    }

    [TearDown]
    public void TearDown()
    {
        if (TestContext.CurrentContext.Test.Name.Contains("TearDown"))
        {
            Leak.Task();
        }
    }

    [Test]
    public void LeaksInSetUp()
    {
    }

    [Test]
    public void LeaksInTearDown()
    {
    }

    [Test]
    public void CleanBetween()
    {
    }
}

[FixtureLifeCycle(LifeCycle.SingleInstance), Parallelizable(ParallelScope.Self)]
public class StoppedInTearDown
{
    private readonly CancellationTokenSource _stop = new();
    private Task _loop = Task.CompletedTask;

    [Test]
    public void Clean() => _loop = Task.Delay(Timeout.Infinite, _stop.Token);

    [TearDown]
    public async Task Stop()
    {
        await _stop.CancelAsync();
        await Task.WhenAny(_loop);
        _stop.Dispose();
    }
}

public class BrokenSetUp
{
    [SetUp]
    public void SetUp()
    {
        Leak.Task();
        throw new InvalidOperationException("primary");
    }

    [Test]
    public void FailsInSetUpAndLeaks()
    {
    }
}

public class BrokenTearDown
{
    [TearDown]
    public void TearDown()
    {
        Leak.Task();
        throw new InvalidOperationException("primary");
    }

    [Test]
    public void FailsInTearDownAndLeaks()
    {
    }
}

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class OneInstancePerTest : IDisposable
{
    private readonly CancellationTokenSource _stop = new();

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
        if (TestContext.CurrentContext.Test.Name.Contains("InDispose"))
        {
            Leak.Task();
        }
    }

    [Test]
    public void CleanAfterDispose() => _ = Task.Delay(Timeout.Infinite, _stop.Token);

    [Test]
    public void LeaksInDispose()
    {
    }
}

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public class ConstructorPerTest
{
    public ConstructorPerTest() => Leak.Task();

    [Test]
    public void LeaksInConstructor()
    {
    }

    [Test, Ignore("never constructed")]
    public void IsIgnored()
    {
    }
}

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class AsyncInstancePerTest : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        await Task.Yield();
        Leak.Task();
    }

    [Test]
    public void LeaksInDisposeAsync()
    {
    }
}
