using LeakCheck;
using Microsoft.VisualStudio.TestTools.UnitTesting;

// A short settle time, because nothing that leaks here will ever end; a clean twin that needs time has a longer one of its own.
[assembly: VerifyNoLeaks(SettleMilliseconds = 300)]
[assembly: Parallelize(Scope = ExecutionScope.MethodLevel, Workers = 4)]

namespace Suite;

/// <summary>Work of the assembly and of each test that the suite stops in clean-ups of its own. Never a leak, of nobody.</summary>
[TestClass]
public class OwnHooks
{
    private static Poller? s_server;

    [AssemblyInitialize]
    public static void StartServer(TestContext _) => s_server = Poller.Start();

    [AssemblyCleanup]
    public static async Task StopServer() => await s_server!.DisposeAsync();

    [GlobalTestInitialize]
    public static void StartForTest(TestContext context) => context.Properties["own"] = Timers.Start();

    [GlobalTestCleanup]
    public static void StopForTest(TestContext context) => ((Timer)context.Properties["own"]!).Dispose();
}
