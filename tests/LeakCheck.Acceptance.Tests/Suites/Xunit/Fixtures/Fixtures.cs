using Xunit;

namespace Suite.Fixtures;

/// <summary>Works as long as the tests run, and ends in its disposal. Never a leak, of nobody.</summary>
public sealed class CleanFixture : IAsyncLifetime
{
    private Poller? _poller;

    public bool IsRunning => _poller is not null;

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
}

/// <summary>Not wrapped: the final sweep must come after its disposal.</summary>
public sealed class CleanAssemblyFixture : IDisposable
{
    private readonly Timer _timer = Timers.Start();

    public void Dispose() => _timer.Dispose();
}

/// <summary>The first test to need its server starts it; it is the fixture's all the same.</summary>
public sealed class LazyFixture : IAsyncLifetime
{
    internal LazyPoller Server { get; } = new();

    public ValueTask InitializeAsync() => default;

    public ValueTask DisposeAsync() => Environment.GetEnvironmentVariable("SUITE_LAZY_FIXTURE_LEAKS") == "1" ? default : Server.DisposeAsync();
}

/// <summary>Nobody is there who could stop the server after the test.</summary>
public sealed class LazyFixtureWithoutDisposal
{
    internal LazyPoller Server { get; } = new();
}

public sealed class LeakyClassFixture : IDisposable
{
    public LeakyClassFixture() => Poller.Start();

    public void Dispose()
    {
    }
}

public sealed class LeakyCollectionFixture
{
    public LeakyCollectionFixture() => Timers.Start();
}

public sealed class AssemblyFixtureThatMayLeak
{
    public AssemblyFixtureThatMayLeak()
    {
        if (Environment.GetEnvironmentVariable("SUITE_ASSEMBLY_FIXTURE_LEAKS") == "1")
        {
            Timers.Start();
        }
    }
}
