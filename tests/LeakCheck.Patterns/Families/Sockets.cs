using System.Net;
using System.Net.Sockets;

namespace LeakCheck.Patterns.Families;

/// <summary>Sockets that wait for a peer who says nothing.</summary>
internal static class Sockets
{
    public static IEnumerable<Pattern> All =>
    [
        Work.Here("socket/accept", Accept) with { Method = nameof(Accept) },
        Work.Here("socket/accept-loop", AcceptLoop) with { Method = nameof(AcceptLoop) },
        Work.OnThread("socket/accept-on-thread", AcceptOnThread) with { Method = nameof(AcceptOnThread) },
        Work.Here("socket/receive", Receive) with { Method = nameof(Receive) },
        Work.Here("socket/network-stream-read", ReadStream) with { Method = nameof(ReadStream) },
        Work.OnThread("socket/receive-on-thread", ReceiveOnThread) with { Method = nameof(ReceiveOnThread) },
        Work.Here("socket/udp-receive", ReceiveDatagram) with { Method = nameof(ReceiveDatagram) },
        Work.Here("socket/begin-accept", BeginAccept) with { Method = nameof(BeginAccept) },
    ];

    private static TcpListener Listen(WorkControl control)
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        control.Token.Register(listener.Stop);
        return listener;
    }

    private static (TcpClient Client, TcpClient Server) Connect(WorkControl control)
    {
        TcpListener listener = Listen(control);
        var client = new TcpClient();
        client.Connect((IPEndPoint)listener.LocalEndpoint);
        TcpClient server = listener.AcceptTcpClient();
        control.Token.Register(server.Close);
        return (client, server);
    }

    private static async Task Accept(WorkControl control)
    {
        TcpListener listener = Listen(control);
        using TcpClient client = await listener.AcceptTcpClientAsync(); // stuck: socket/accept
    }

    private static async Task AcceptLoop(WorkControl control)
    {
        TcpListener listener = Listen(control);
        while (!control.Ended)
        {
            using Socket socket = await listener.AcceptSocketAsync(control.Token); // stuck: socket/accept-loop
        }
    }

    private static Thread AcceptOnThread(WorkControl control)
    {
        TcpListener listener = Listen(control);
        var thread = new Thread(() =>
        {
            control.Arrive();
            try
            {
                using TcpClient client = listener.AcceptTcpClient(); // stuck: socket/accept-on-thread
            }
            catch (Exception exception) when (exception is SocketException or InvalidOperationException)
            {
                // The listener was stopped.
            }
        })
        {
            IsBackground = true,
        };
        thread.Start();
        return thread;
    }

    private static async Task Receive(WorkControl control)
    {
        (TcpClient client, _) = Connect(control);
        using (client)
        {
            await client.Client.ReceiveAsync(new byte[16]); // stuck: socket/receive
        }
    }

    private static async Task ReadStream(WorkControl control)
    {
        (TcpClient client, _) = Connect(control);
        using (client)
        {
            using var reader = new StreamReader(client.GetStream());
            await reader.ReadLineAsync(); // stuck: socket/network-stream-read
        }
    }

    private static Thread ReceiveOnThread(WorkControl control)
    {
        (TcpClient client, _) = Connect(control);
        var thread = new Thread(() =>
        {
            control.Arrive();
            using (client)
            {
                client.Client.Receive(new byte[16]); // stuck: socket/receive-on-thread
            }
        })
        {
            IsBackground = true,
        };
        thread.Start();
        return thread;
    }

    private static async Task ReceiveDatagram(WorkControl control)
    {
        using var client = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        await client.ReceiveAsync(control.Token); // stuck: socket/udp-receive
    }

    private static async Task BeginAccept(WorkControl control)
    {
        TcpListener listener = Listen(control);
        using TcpClient client = await Task.Factory.FromAsync(listener.BeginAcceptTcpClient, listener.EndAcceptTcpClient, null); // stuck: socket/begin-accept
    }
}
