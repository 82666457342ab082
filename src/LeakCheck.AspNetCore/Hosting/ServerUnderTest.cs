using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;

namespace LeakCheck.Hosting;

/// <summary>One server under test: tells whose request one is, and ends the server's own scope with it. Created while the server starts, disposed with its services.</summary>
internal sealed class ServerUnderTest : IDisposable
{
    private const string TestServerType = "Microsoft.AspNetCore.TestHost.TestServer";

    private readonly OutgoingRequests? _outgoing;
    private LeakScope? _scope;
    private volatile bool _stopped;

    public ServerUnderTest(IServer server)
    {
        if (server.GetType().FullName == TestServerType)
        {
            PreserveExecutionContext(server);
        }
        else
        {
            _outgoing = new OutgoingRequests(server);
        }
    }

    public bool IsStopped => _stopped;

    /// <summary>Has the server's own scope end when the server does.</summary>
    public void EndWithServer(LeakScope scope) => _scope = scope;

    /// <summary>The scope for which the client sent the request; null when it is not known.</summary>
    public LeakScope? CallerOf(HttpContext context, LeakEngine engine) =>

        // Kestrel's connections outlive requests: what they may have inherited says nothing about this one.
        _outgoing is null ? engine.Marker.Current : _outgoing.SenderOf(context.Request.Headers);

    public void Dispose()
    {
        _stopped = true;
        _outgoing?.Dispose();
        if (_scope is { HasEnded: false })
        {
            FactoryServers.End(_scope);
        }
    }

    /// <summary>In a method of its own: a project that has Kestrel only need not have TestServer's assembly.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void PreserveExecutionContext(IServer server) => ((TestServer)server).PreserveExecutionContext = true;
}
