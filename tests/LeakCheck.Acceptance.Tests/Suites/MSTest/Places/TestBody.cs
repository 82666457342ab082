using LeakCheck;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Suite.Places;

[TestClass]
public class TestLeaks
{
    [TestMethod]
    public void Task() => Poller.Start();

    [TestMethod]
    public void Timer() => Timers.Start();

    [TestMethod]
    public void Thread() => _ = new Worker("forgotten worker");

    [TestMethod]
    public async Task After_an_await()
    {
        await System.Threading.Tasks.Task.Yield();
        _ = NeverAsync();

        static async Task NeverAsync()
        {
            await new TaskCompletionSource().Task; // at: never
        }
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(3)]
    public void Row(int number) => Leak.When(number == 2);

    [TestMethod]
    [AllowLeaks("the suite checks that this passes")]
    public void Allowed() => Timers.Start();

    [TestMethod]
    [IgnoreLeaks("the suite checks that this passes", TopMethod = "Poller.RunAsync")]
    public void Ignored() => Poller.Start();

    [TestMethod]
    [VerifyNoLeaks(Tolerance = 1)]
    public void Tolerated() => Timers.Start();
}

[TestClass]
[VerifyNoLeaks(Enabled = false)]
public class OptedOut
{
    [TestMethod]
    public void Test() => Timers.Start();

    [TestMethod]
    [VerifyNoLeaks(Enabled = true)]
    public void Method_opts_in_again() => Timers.Start();
}

internal static class Leak
{
    public static void When(bool condition)
    {
        if (condition)
        {
            Timers.Start();
        }
    }
}
