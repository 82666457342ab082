using LeakCheck;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Suite.Fixtures;

[TestClass]
public class CleanFixture
{
    private static Poller? s_server;

    [ClassInitialize]
    public static async Task SetUp(TestContext _)
    {
        await Task.Yield();
        s_server = Poller.Start();
    }

    [ClassCleanup]
    public static async Task TearDown() => await s_server!.DisposeAsync();

    [TestMethod]
    public void Test()
    {
    }

    [TestMethod]
    public void Leaks() => Timers.Start();
}

[TestClass]
public class LeakyFixture
{
    [ClassInitialize]
    public static void SetUp(TestContext _) => Timers.Start();

    [TestMethod]
    public void Test()
    {
    }
}

/// <summary>Gives its work a name of its own.</summary>
[TestClass]
public class NamedFixture
{
    [ClassInitialize]
    public static void SetUp(TestContext _)
    {
        LeakScope.Begin("the named fixture");
        Poller.Start();
    }

    [TestMethod]
    public void Test()
    {
    }

    [TestMethod]
    public void Leaks() => Timers.Start();
}

/// <summary>Checks itself after its clean-up.</summary>
[TestClass]
public class CheckedFixture
{
    private static LeakScope? s_scope;

    [ClassInitialize]
    public static void SetUp(TestContext _)
    {
        s_scope = LeakScope.Begin("the checked fixture");
        _ = new Worker("forgotten by a fixture");
    }

    [ClassCleanup]
    public static async Task TearDown()
    {
        LeakReport report = await s_scope!.CheckAsync();
        if (!report.IsClean)
        {
            throw new LeakException(report);
        }
    }

    [TestMethod]
    public void Test()
    {
    }
}

[TestClass]
public class BrokenFixture
{
    [ClassInitialize]
    public static void SetUp(TestContext _) => throw new InvalidOperationException("the fixture's own failure");

    [TestMethod]
    public void Test()
    {
    }
}
