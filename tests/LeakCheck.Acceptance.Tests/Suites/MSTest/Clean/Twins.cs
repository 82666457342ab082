using LeakCheck;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Suite.Clean;

[TestClass]
public sealed class ConstructorClean : IDisposable
{
    private readonly Timer _timer = Timers.Start();

    public void Dispose() => _timer.Dispose();

    [TestMethod]
    public void Test()
    {
    }
}

[TestClass]
public class InitializeClean
{
    private Poller? _poller;

    [TestInitialize]
    public async Task SetUp()
    {
        await Task.Yield();
        _poller = Poller.Start();
    }

    [TestCleanup]
    public async Task TearDown()
    {
        await Task.Yield();
        await _poller!.DisposeAsync();
    }

    [TestMethod]
    public void Test()
    {
    }
}

[TestClass]
public sealed class DisposeClean : IDisposable
{
    public void Dispose() => Timers.Start().Dispose();

    [TestMethod]
    public void Test()
    {
    }
}

[TestClass]
public sealed class DisposeAsyncClean : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        await Task.Yield();
        await Poller.Start().DisposeAsync();
    }

    [TestMethod]
    public void Test()
    {
    }
}

[TestClass]
public class TestClean
{
    [TestMethod]
    public void Task() => Poller.Start().Dispose();

    [TestMethod]
    public void Timer() => Timers.Start().Dispose();

    [TestMethod]
    public void Thread() => new Worker("stopped worker").Dispose();

    [TestMethod]
    [VerifyNoLeaks(SettleMilliseconds = 10_000)]
    public void Ends_a_little_later() => _ = System.Threading.Tasks.Task.Delay(400);

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    public async Task Row(int number)
    {
        await using Poller poller = Poller.Start();
        Assert.AreNotEqual(0, number);
    }

    [TestMethod, Timeout(60_000)]
    public async Task With_timeout()
    {
        await using Poller poller = Poller.Start();
    }
}
