using Xunit;

namespace Suite.Places;

public sealed class DisposeLeaks : IDisposable
{
    public void Dispose() => Timers.Start();

    [Fact]
    public void Test()
    {
    }
}

public sealed class DisposeAsyncLeaks : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        await Task.Yield();
        Poller.Start();
    }

    [Fact]
    public void Test()
    {
    }
}
