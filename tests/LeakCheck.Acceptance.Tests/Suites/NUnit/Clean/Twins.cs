using LeakCheck;
using NUnit.Framework;

namespace Suite.Clean;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ConstructorClean : IDisposable
{
    private readonly Timer _timer = Timers.Start();

    public void Dispose() => _timer.Dispose();

    [Test]
    public void Test()
    {
    }
}

[NonParallelizable]
public sealed class InitializeClean
{
    private Poller? _poller;

    [SetUp]
    public async Task SetUp()
    {
        await Task.Yield();
        _poller = Poller.Start();
    }

    [TearDown]
    public async Task TearDown()
    {
        await Task.Yield();
        await _poller!.DisposeAsync();
    }

    [Test]
    public void Test()
    {
    }
}

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class DisposeClean : IDisposable
{
    public void Dispose() => Timers.Start().Dispose();

    [Test]
    public void Test()
    {
    }
}

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class DisposeAsyncClean : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        await Task.Yield();
        await Poller.Start().DisposeAsync();
    }

    [Test]
    public void Test()
    {
    }
}

public class TestClean
{
    [Test]
    public void Task() => Poller.Start().Dispose();

    [Test]
    public void Timer() => Timers.Start().Dispose();

    [Test]
    public void Thread() => new Worker("stopped worker").Dispose();

    [Test]
    [VerifyNoLeaks(SettleMilliseconds = 10_000)]
    public void Ends_a_little_later() => _ = System.Threading.Tasks.Task.Delay(400);

    [TestCase(1)]
    [TestCase(2)]
    public async Task Row(int number)
    {
        await using Poller poller = Poller.Start();
        Assert.That(number, Is.Positive);
    }

    [Test]
    public static void Static() => Timers.Start().Dispose();

    [Test, CancelAfter(60_000)]
    public async Task With_timeout(CancellationToken _)
    {
        await using Poller poller = Poller.Start();
    }

    [Test]
    public void Dynamic_skip() => Assert.Ignore("found out while it ran");
}
