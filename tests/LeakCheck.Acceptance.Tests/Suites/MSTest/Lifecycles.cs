using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Suite;

[TestClass]
public class SetUps
{
    public TestContext TestContext { get; set; } = null!;

    [TestInitialize]
    public void SetUp()
    {
        if (TestContext.TestName!.Contains("SetUp"))
        {
            Leak.Task();
        }
    }

    [TestCleanup]
    public void TearDown()
    {
        if (TestContext.TestName!.Contains("TearDown"))
        {
            Leak.Task();
        }
    }

    [TestMethod]
    public void LeaksInSetUp()
    {
    }

    [TestMethod]
    public void LeaksInTearDown()
    {
    }

    [TestMethod]
    public void CleanBetween()
    {
    }
}

[TestClass]
public class StoppedInTearDown
{
    private readonly CancellationTokenSource _stop = new();
    private Task _loop = Task.CompletedTask;

    [TestMethod]
    public void Clean() => _loop = Task.Delay(Timeout.Infinite, _stop.Token);

    [TestCleanup]
    public async Task Stop()
    {
        await _stop.CancelAsync();
        await Task.WhenAny(_loop);
        _stop.Dispose();
    }
}

[TestClass]
public class BrokenSetUp
{
    [TestInitialize]
    public void SetUp()
    {
        Leak.Task();
        throw new InvalidOperationException("primary");
    }

    [TestMethod]
    public void FailsInSetUpAndLeaks()
    {
    }
}

[TestClass]
public class LeaksInConstructor
{
    public LeaksInConstructor() => Leak.Task();

    [TestMethod]
    public void InConstructor()
    {
    }
}

[TestClass]
public sealed class Disposed : IDisposable
{
    private readonly CancellationTokenSource _stop = new();

    public TestContext TestContext { get; set; } = null!;

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
        if (TestContext.TestName!.Contains("InDispose"))
        {
            Leak.Task();
        }
    }

    [TestMethod]
    public void CleanAfterDispose() => _ = Task.Delay(Timeout.Infinite, _stop.Token);

    [TestMethod]
    public void LeaksInDispose()
    {
    }
}

[TestClass]
public sealed class DisposedAsync : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        await Task.Yield();
        Leak.Task();
    }

    [TestMethod]
    public void LeaksInDisposeAsync()
    {
    }
}
