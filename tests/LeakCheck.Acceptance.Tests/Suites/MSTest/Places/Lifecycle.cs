using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Suite.Places;

[TestClass]
public class ConstructorLeaks
{
    public ConstructorLeaks() => Timers.Start();

    [TestMethod]
    public void Test()
    {
    }
}

[TestClass]
public class InitializeLeaks
{
    [TestInitialize]
    public async Task SetUp()
    {
        await Task.Yield();
        Poller.Start();
    }

    [TestMethod]
    public void Test()
    {
    }
}

[TestClass]
public class CleanupLeaks
{
    [TestCleanup]
    public void TearDown() => Timers.Start();

    [TestMethod]
    public void Test()
    {
    }
}

[TestClass]
public sealed class DisposeLeaks : IDisposable
{
    public void Dispose() => Timers.Start();

    [TestMethod]
    public void Test()
    {
    }
}

[TestClass]
public sealed class DisposeAsyncLeaks : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        await Task.Yield();
        Poller.Start();
    }

    [TestMethod]
    public void Test()
    {
    }
}

[TestClass]
public class BrokenInitialize
{
    [TestInitialize]
    public void SetUp()
    {
        Timers.Start();
        throw new InvalidOperationException("the test's own failure");
    }

    [TestMethod]
    public void Test()
    {
    }
}

// Before MSTest 4.5 the failure of a later clean-up takes the place of an earlier one, so only the leak is sure to be shown.
[TestClass]
public class BrokenCleanup
{
    [TestCleanup]
    public void TearDown()
    {
        Timers.Start();
        throw new InvalidOperationException("the test's own failure");
    }

    [TestMethod]
    public void Test()
    {
    }
}
