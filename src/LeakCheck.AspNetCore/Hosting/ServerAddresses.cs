using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;

namespace LeakCheck.Hosting;

/// <summary>Where a server listens, known once it does. Safe for use from many threads.</summary>
internal sealed class ServerAddresses
{
    private readonly IServer _server;
    private BindingAddress[] _known = [];

    public ServerAddresses(IServer server) => _server = server;

    /// <summary>True when a request to this address reaches the server: same port, and a name of this machine or the host that the server was given.</summary>
    public bool Include(Uri uri)
    {
        foreach (BindingAddress address in Known())
        {
            if (address.Port == uri.Port && (uri.IsLoopback || Same(uri.IdnHost, address.Host) || Same(uri.IdnHost, Dns.GetHostName())))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Same(string a, string b) => string.Equals(a, b.Trim('[', ']'), StringComparison.OrdinalIgnoreCase);

    private BindingAddress[] Known()
    {
        BindingAddress[] known = Volatile.Read(ref _known);
        if (known.Length > 0 || _server.Features.Get<IServerAddressesFeature>()?.Addresses is not { Count: > 0 } addresses)
        {
            return known;
        }

        // Before the server has bound, a port may still be 0: then ask again.
        known = [.. addresses.ToArray().Select(BindingAddress.Parse).Where(a => !a.IsUnixPipe)];
        if (Array.TrueForAll(known, a => a.Port > 0))
        {
            Volatile.Write(ref _known, known);
        }

        return known;
    }
}
