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
