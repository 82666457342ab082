using System.Net;
using System.Net.Sockets;

namespace LeakCheck.Core.Tests.Diagnosis.Hints.RuleSamples;

public sealed class LC115 : RuleSample
{
    private readonly TcpListener _silent = new(IPAddress.Loopback, 0);
    private HttpClient? _leaked;

    // Takes connections and never answers.
    public LC115() => _silent.Start();

    public override string Fix => "set `HttpClient.Timeout`, or pass a token to the call in `LC115.LoadAsync`";

    private Uri Page => new($"http://{_silent.LocalEndpoint}/");

    public override void Release()
    {
        _leaked?.Dispose();
        _silent.Dispose();
    }

    #region leaky
    public override Task Leaky()
    {
        var client = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        _ = LoadAsync(client, CancellationToken.None);
        Remember(client);
        return Task.CompletedTask;
    }
    #endregion

    #region mended
    public override async Task Mended()
    {
        using var stop = new CancellationTokenSource();
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(30) };
        Task loading = LoadAsync(client, stop.Token);
        await stop.CancelAsync();
        await loading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
    #endregion

    #region both
    private async Task LoadAsync(HttpClient client, CancellationToken stopping) => await client.GetStringAsync(Page, stopping);
    #endregion

    private void Remember(HttpClient client) => _leaked = client;
}
