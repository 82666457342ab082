using Microsoft.Extensions.DependencyInjection;

namespace LeakCheck.Hosting;

/// <summary>The servers that one checked factory starts. Their work is kept apart from the test that happens to start them. Safe for use from many threads.</summary>
internal sealed class FactoryServers
{
    private readonly string _application;
    private readonly WeakReference<object> _factory;
    private volatile ServerUnderTest? _last;

    /// <param name="application">Name of the application.</param>
    /// <param name="factory">What its user disposes; held weakly.</param>
    public FactoryServers(string application, object factory)
    {
        _application = application;
        _factory = new WeakReference<object>(factory);
    }

    /// <summary>True once the last server that was started has been stopped.</summary>
    public bool WereStopped => _last is { IsStopped: true };

    /// <summary>Starts a server. A fixture's server is the fixture's; every other one has a scope of its own.</summary>
    /// <param name="start">Starts it.</param>
    /// <param name="services">Its services.</param>
    public TServer Start<TServer>(Func<TServer> start, Func<TServer, IServiceProvider> services)
    {
        if (!LeakEngine.IsStarted || !NeedsScope(LeakEngine.Current, out LeakScope? starter))
        {
            TServer plain = start();
            _last = services(plain).GetService<ServerUnderTest>();
            return plain;
        }

        LeakEngine engine = LeakEngine.Current;
        LeakScope? before = engine.Marker.Current;
        string name = starter is null ? $"server of {_application}" : $"{starter.Name} (server of {_application})";
        LeakScope scope = engine.BeginServer(name, starter, _factory);
        try
        {
            TServer server = start();
            _last = services(server).GetService<ServerUnderTest>();
            _last?.EndWithServer(scope);
            return server;
        }
        catch
        {
            End(scope);
            throw;
        }
        finally
        {
            engine.Marker.Current = before;
        }
    }

    /// <summary>A server was stopped: what still runs is the starting test's while that runs, and else its own.</summary>
    public static void End(LeakScope scope)
    {
        if (scope.Parent is { HasEnded: false })
        {
            scope.Dispose();
        }
        else
        {
            scope.End();
        }
    }

    private static bool NeedsScope(LeakEngine engine, out LeakScope? starter)
    {
        LeakScope? current = engine.Marker.Current;
        starter = current?.Effective;
        return starter is not { Kind: ScopeKind.Fixture or ScopeKind.Assembly } && !ReferenceEquals(current, engine.Nobody);
    }
}
