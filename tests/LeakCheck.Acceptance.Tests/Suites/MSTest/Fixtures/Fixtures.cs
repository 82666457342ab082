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

/// <summary>Opens its scope and leaves the check to the final sweep. What it forgets is held by a static field, as in most fixtures.</summary>
[TestClass]
public class NamedFixture
{
    private static Timer? s_timer;

    [ClassInitialize]
    public static void SetUp(TestContext _)
    {
        LeakFixture.Begin<NamedFixture>();
        s_timer = Timers.Start();
    }

    [TestMethod]
    public void Test() => Assert.IsNotNull(s_timer);

    [TestMethod]
    public void Leaks() => Timers.Start();
}

/// <summary>Checks itself after its clean-up.</summary>
[TestClass]
public class CheckedFixture
{
    private static LeakFixture? s_fixture;

    [ClassInitialize]
    public static async Task SetUp(TestContext context)
    {
        s_fixture = LeakFixture.Begin<CheckedFixture>();
        await Task.Yield();
        _ = new Worker("forgotten by a fixture");
    }

    [ClassCleanup]
    public static async Task TearDown() => await s_fixture!.VerifyAsync();

    [TestMethod]
    public void Test()
    {
    }
}

/// <summary>Stops what it started before it checks itself.</summary>
[TestClass]
public class CheckedCleanFixture
{
    private static LeakFixture? s_fixture;
    private static Poller? s_server;

    [ClassInitialize]
    public static void SetUp(TestContext _)
    {
        s_fixture = LeakFixture.Begin<CheckedCleanFixture>();
        s_server = Poller.Start();
    }

    [ClassCleanup]
    public static async Task TearDown()
    {
        await s_server!.DisposeAsync();
        await s_fixture!.VerifyAsync();
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
