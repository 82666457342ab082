using Microsoft.Extensions.Hosting;

namespace LeakCheck.Core.Tests.Diagnosis.Hints.RuleSamples;

public sealed class LC122 : RuleSample
{
    private IHost? _leaked;

    public override string Fix => "pass a token to the call of `Microsoft.Extensions.Hosting.Abstractions` in `LC122.ServeAsync`";

    public override void Release() => _leaked?.StopAsync().Wait();

    #region leaky
    public override Task Leaky()
    {
        IHost host = new HostBuilder().Build();
        _ = ServeAsync(host);
        Remember(host);
        return Task.CompletedTask;
    }
    #endregion

    #region mended
    public override async Task Mended()
    {
        using IHost host = new HostBuilder().Build();
        Task serving = ServeAsync(host);
        await host.StopAsync();
        await serving;
    }
    #endregion

    private void Remember(IHost host) => _leaked = host;

    #region both
    private async Task ServeAsync(IHost host)
    {
        Feed.Read();
        await host.WaitForShutdownAsync();
    }
    #endregion
}
