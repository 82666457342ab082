using System.Net;
using System.Net.Sockets;

namespace LeakCheck.Core.Tests.Diagnosis.Hints.RuleSamples;

public sealed class LC305 : RuleSample
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public override string Fix => "close the socket or listener that `LC305.Accept` waits for, then join the thread";

    public override Task Begun => Feed.WhenRead;

    public override void Release() => _listener.Dispose();

    #region leaky
    public override Task Leaky()
    {
        _listener.Start();
        var thread = new Thread(Accept) { IsBackground = true };
        thread.Start();
        return Task.CompletedTask;
    }
    #endregion

    #region mended
    public override Task Mended()
    {
        _listener.Start();
        var thread = new Thread(Accept) { IsBackground = true };
        thread.Start();
        _listener.Dispose();
        thread.Join();
        return Task.CompletedTask;
    }
    #endregion

    #region both
    private void Accept()
    {
        Feed.Read();
        try
        {
            using TcpClient client = _listener.AcceptTcpClient();
        }
        catch (Exception e) when (e is SocketException or InvalidOperationException)
        {
            // The listener was closed.
        }
    }
    #endregion
}
