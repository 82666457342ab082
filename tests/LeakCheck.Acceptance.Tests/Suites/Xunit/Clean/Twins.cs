using LeakCheck;
using Xunit;

namespace Suite.Clean;

public sealed class ConstructorClean : IDisposable
{
    private readonly Timer _timer = Timers.Start();

    public void Dispose() => _timer.Dispose();

    [Fact]
    public void Test()
    {
    }
}

public sealed class InitializeClean : IAsyncLifetime
{
    private Poller? _poller;

    public async ValueTask InitializeAsync()
    {
        await Task.Yield();
        _poller = Poller.Start();
    }

    public async ValueTask DisposeAsync()
    {
        await Task.Yield();
        await _poller!.DisposeAsync();
    }

    [Fact]
    public void Test()
    {
    }
}

public sealed class DisposeClean : IDisposable
{
    public void Dispose() => Timers.Start().Dispose();

    [Fact]
    public void Test()
    {
    }
}

public sealed class DisposeAsyncClean : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        await Task.Yield();
        await Poller.Start().DisposeAsync();
    }

    [Fact]
    public void Test()
    {
    }
}

public class TestClean
{
    [Fact]
    public void Task() => Poller.Start().Dispose();

    [Fact]
    public void Timer() => Timers.Start().Dispose();

    [Fact]
    public void Thread() => new Worker("stopped worker").Dispose();

    [Fact]
    [VerifyNoLeaks(SettleMilliseconds = 10_000)]
    public void Ends_a_little_later() => _ = System.Threading.Tasks.Task.Delay(400);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Row(int number)
    {
        await using Poller poller = Poller.Start();
        Assert.True(number > 0);
    }

    [Fact]
    public static void Static() => Timers.Start().Dispose();

    [Fact(Timeout = 60_000)]
    public async Task With_timeout()
    {
        await using Poller poller = Poller.Start();
    }

    [Fact]
    public void Dynamic_skip() => Assert.Skip("found out while it ran");
}
