using Microsoft.Extensions.Hosting;

namespace LeakCheck.Core.Tests.Diagnosis.Hints.RuleSamples;

public sealed class LC403 : RuleSample
{
    private PriceService? _leaked;

    public override string Fix => "stop the host that runs `LC403.PriceService` before the test ends";

    public override void Release() => _leaked?.Dispose();

    #region leaky
    public override async Task Leaky()
    {
        var service = new PriceService(Feed);
        await service.StartAsync(CancellationToken.None);
        Remember(service);
    }
    #endregion

    #region mended
    public override async Task Mended()
    {
        using var service = new PriceService(Feed);
        await service.StartAsync(CancellationToken.None);
        await service.StopAsync(CancellationToken.None);
    }
    #endregion

    private void Remember(PriceService service) => _leaked = service;

    #region both
    private sealed class PriceService(Feed feed) : BackgroundService
    {
        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                feed.Read();
                await Task.Delay(20, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
    #endregion
}
