using System.Net;
using System.Net.Sockets;
using NATS.Client;

namespace KnownLeaks;

/// <summary>nats-io/nats.net.v1#278: an attempt to connect that timed out is never given up.</summary>
internal static class NatsTimedOutConnect
{
    public static async Task UseAsync()
    {
        // Its queue is full and nobody accepts, so that a further connection is neither made nor refused.
        using var full = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        full.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        full.Listen(0);
        var endpoint = (IPEndPoint)full.LocalEndPoint!;
        using var first = new TcpClient();
        await first.ConnectAsync(endpoint);

        Options options = ConnectionFactory.GetDefaultOptions();
        options.Url = $"nats://127.0.0.1:{endpoint.Port}";
        options.Timeout = 500;
        options.AllowReconnect = false;
        try
        {
            using IConnection connection = new ConnectionFactory().CreateConnection(options);
        }
        catch (Exception exception) when (exception is NATSConnectionException or NATSNoServersException)
        {
        }
    }
}
