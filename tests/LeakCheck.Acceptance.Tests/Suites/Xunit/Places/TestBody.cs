using LeakCheck;
using Xunit;

namespace Suite.Places;

public class TestLeaks
{
    [Fact]
    public void Task() => Poller.Start();

    [Fact]
    public void Timer() => Timers.Start();

    [Fact]
    public void Thread() => _ = new Worker("forgotten worker");

    [Fact]
    public async Task After_an_await()
    {
        await System.Threading.Tasks.Task.Yield();
        _ = NeverAsync();

        static async Task NeverAsync()
        {
            await new TaskCompletionSource().Task; // at: never
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Row(int number)
    {
        if (number == 2)
        {
            Timers.Start();
        }
    }

    [Fact]
    public static void Static() => Timers.Start();

    [Fact]
    [AllowLeaks("the suite checks that this passes")]
    public void Allowed() => Timers.Start();

    [Fact]
    [IgnoreLeaks("the suite checks that this passes", TopMethod = "Poller.RunAsync")]
    public void Ignored() => Poller.Start();

    [Fact]
    [VerifyNoLeaks(Tolerance = 1)]
    public void Tolerated() => Timers.Start();
}

[VerifyNoLeaks(Enabled = false)]
public class OptedOut
{
    [Fact]
    public void Test() => Timers.Start();

    [Fact]
    [VerifyNoLeaks(Enabled = true)]
    public void Method_opts_in_again() => Timers.Start();
}
