using Xunit;

namespace Suite.Places;

public class ConstructorLeaks
{
    public ConstructorLeaks() => Timers.Start();

    [Fact]
    public void Test()
    {
    }
}

public class InitializeLeaks : IAsyncLifetime
{
    public async ValueTask InitializeAsync()
    {
        await Task.Yield();
        Poller.Start();
    }

    public ValueTask DisposeAsync() => default;

    [Fact]
    public void Test()
    {
    }
}
