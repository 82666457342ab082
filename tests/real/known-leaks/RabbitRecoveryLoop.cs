using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using RabbitMQ.Client;

namespace KnownLeaks;

/// <summary>rabbitmq/rabbitmq-dotnet-client#1825: a connection that is disposed while it recovers goes on trying to recover.</summary>
internal static class RabbitRecoveryLoop
{
    public static async Task UseAsync()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Task<TcpClient> broker = ShakeHandsAsync(listener);
        var factory = new ConnectionFactory { HostName = "127.0.0.1", Port = ((IPEndPoint)listener.LocalEndpoint).Port, AutomaticRecoveryEnabled = true, NetworkRecoveryInterval = TimeSpan.FromMilliseconds(100) };
        await using IConnection connection = await factory.CreateConnectionAsync();
        var failedToRecover = new TaskCompletionSource();
        connection.ConnectionRecoveryErrorAsync += (_, _) =>
        {
            failedToRecover.TrySetResult();
            return Task.CompletedTask;
        };

        // The broker goes away for good.
        listener.Stop();
        (await broker).Dispose();
        await failedToRecover.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    /// <summary>The least that a client of AMQP 0-9-1 wants to hear before it takes a connection for open.</summary>
    private static async Task<TcpClient> ShakeHandsAsync(TcpListener listener)
    {
        TcpClient client = await listener.AcceptTcpClientAsync();
        NetworkStream stream = client.GetStream();
        await stream.ReadExactlyAsync(new byte[8]);
        // connection.start: 0-9, no properties, PLAIN, en_US
        await SendAsync(stream, 10, [0, 9, 0, 0, 0, 0, 0, 0, 0, 5, .. "PLAIN"u8, 0, 0, 0, 5, .. "en_US"u8]);
        await ReceiveAsync(stream, 11);
        // connection.tune: channels, frame size, no heartbeat
        await SendAsync(stream, 30, [0, 16, 0, 2, 0, 0, 0, 0]);
        await ReceiveAsync(stream, 31);
        await ReceiveAsync(stream, 40);
        // connection.open-ok
        await SendAsync(stream, 41, [0]);
        return client;
    }

    private static async Task SendAsync(NetworkStream stream, byte method, byte[] arguments)
    {
        int size = arguments.Length + 4;
        await stream.WriteAsync((byte[])[1, 0, 0, 0, 0, (byte)(size >> 8), (byte)size, 0, 10, 0, method, .. arguments, 0xCE]);
    }

    private static async Task ReceiveAsync(NetworkStream stream, byte method)
    {
        byte[] header = new byte[7];
        await stream.ReadExactlyAsync(header);
        byte[] body = new byte[((header[5] << 8) | header[6]) + 1];
        await stream.ReadExactlyAsync(body);
        Debug.Assert(body[3] == method, "The client said something else than was expected.");
    }
}
