using LeakCheck;
using NUnit.Framework;

namespace Suite.Places;

public class TestLeaks
{
    [Test]
    public void Task() => Poller.Start();

    [Test]
    public void Timer() => Timers.Start();

    [Test]
    public void Thread() => _ = new Worker("forgotten worker");

    [Test]
    public async Task After_an_await()
    {
        await System.Threading.Tasks.Task.Yield();
        _ = NeverAsync();

        static async Task NeverAsync()
        {
            await new TaskCompletionSource().Task; // at: never
        }
    }

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    public void Row(int number)
    {
        if (number == 2)
        {
            Timers.Start();
        }
    }

    [Test]
    public static void Static() => Timers.Start();

    [Test]
    [AllowLeaks("the suite checks that this passes")]
    public void Allowed() => Timers.Start();

    [Test]
    [IgnoreLeaks("the suite checks that this passes", TopMethod = "Poller.RunAsync")]
    public void Ignored() => Poller.Start();

    [Test]
    [VerifyNoLeaks(Tolerance = 1)]
    public void Tolerated() => Timers.Start();
}

[VerifyNoLeaks(Enabled = false)]
public class OptedOut
{
    [Test]
    public void Test() => Timers.Start();

    [Test]
    [VerifyNoLeaks(Enabled = true)]
    public void Method_opts_in_again() => Timers.Start();
}
