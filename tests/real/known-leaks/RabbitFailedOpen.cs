using System.Net;
using System.Net.Sockets;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace KnownLeaks;

/// <summary>rabbitmq/rabbitmq-dotnet-client#1856: a connection that never came to be goes on trying to recover.</summary>
internal static class RabbitFailedOpen
{
    public static async Task UseAsync()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Task hangingUp = HangUpAsync(listener);
        var factory = new ConnectionFactory { HostName = "127.0.0.1", Port = ((IPEndPoint)listener.LocalEndpoint).Port, AutomaticRecoveryEnabled = true, NetworkRecoveryInterval = TimeSpan.FromMilliseconds(100) };
        try
        {
            await using IConnection connection = await factory.CreateConnectionAsync();
        }
        catch (BrokerUnreachableException)
        {
        }

        listener.Stop();
        await hangingUp;
    }

    /// <summary>A broker that is about to stop: it takes a connection, reads the client's greeting and closes.</summary>
    private static async Task HangUpAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                using TcpClient client = await listener.AcceptTcpClientAsync();
                await client.GetStream().ReadExactlyAsync(new byte[8]);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or IOException)
        {
        }
    }
}
