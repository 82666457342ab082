using System.Net;
using System.Net.Sockets;

namespace LeakCheck.Core.Tests.Diagnosis.Hints.RuleSamples;

public sealed class LC116 : RuleSample
{
    private TcpListener? _leaked;

    public override string Fix => "dispose the socket, stream or listener that `LC116.AcceptAsync` waits for";

    public override void Release() => _leaked?.Dispose();

    #region leaky
    public override Task Leaky()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        _ = AcceptAsync(listener);
        Remember(listener);
        return Task.CompletedTask;
    }
    #endregion

    #region mended
    public override async Task Mended()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Task accepting = AcceptAsync(listener);
        listener.Dispose();
        await accepting;
    }
    #endregion

    #region both
    private static async Task AcceptAsync(TcpListener listener)
    {
        try
        {
            using TcpClient client = await listener.AcceptTcpClientAsync();
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The listener was closed.
        }
    }
    #endregion

    private void Remember(TcpListener listener) => _leaked = listener;
}
