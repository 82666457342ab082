using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Suite;

/// <summary>Work of an assembly, a class and each test that the suite stops in its own clean-ups.</summary>
[TestClass]
public class StopsItsWork
{
    private static readonly CancellationTokenSource OfAssembly = new();
    private static readonly CancellationTokenSource OfClass = new();

    [AssemblyInitialize]
    public static void StartServer(TestContext _) => Serve(OfAssembly.Token);

    [AssemblyCleanup]
    public static void StopServer() => OfAssembly.Cancel();

    [ClassInitialize]
    public static async Task Start(TestContext _)
    {
        await Task.Yield();
        Serve(OfClass.Token);
    }

    [ClassCleanup]
    public static void Stop() => OfClass.Cancel();

    [GlobalTestInitialize]
    public static void StartForTest(TestContext context)
    {
        var stop = new CancellationTokenSource();
        Serve(stop.Token);
        context.Properties["stop"] = stop;
    }

    [GlobalTestCleanup]
    public static void StopForTest(TestContext context) => ((CancellationTokenSource)context.Properties["stop"]!).Cancel();

    [TestMethod]
    public void Clean()
    {
    }

    [TestMethod]
    public void Leaks() => Leak.Task();

    private static async void Serve(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await Task.Delay(20, CancellationToken.None);
        }
    }
}

[TestClass]
public class ForgetsItsTimer
{
    [ClassInitialize]
    public static void Start(TestContext _) => Leak.Timer();

    [TestMethod]
    public void Clean()
    {
    }
}

[TestClass]
public class BrokenClassInitialize
{
    [ClassInitialize]
    public static void Start(TestContext _) => throw new InvalidOperationException("primary");

    [TestMethod]
    public void FailsInClassInitialize()
    {
    }
}
