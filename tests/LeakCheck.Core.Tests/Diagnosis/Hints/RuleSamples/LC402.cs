using Microsoft.Extensions.Hosting;

namespace LeakCheck.Core.Tests.Diagnosis.Hints.RuleSamples;

public sealed class LC402 : RuleSample
{
    public override string Fix => "watch `stoppingToken` in `LC402.LeakyService.ExecuteAsync`";

    #region leaky
    public override async Task Leaky()
    {
        using var service = new LeakyService(Feed);
        await service.StartAsync(CancellationToken.None);
        await Feed.WhenRead; // the service is at work
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(1));
        await service.StopAsync(patience.Token); // waits for the service as long as the token lets it
    }

    private sealed class LeakyService(Feed feed) : BackgroundService
    {
        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            while (feed.IsOpen)
            {
                feed.Note(stoppingToken);
                await Task.Delay(20, CancellationToken.None);
            }
        }
    }
    #endregion

    #region mended
    public override async Task Mended()
    {
        using var service = new MendedService(Feed);
        await service.StartAsync(CancellationToken.None);
        await service.StopAsync(CancellationToken.None);
    }

    private sealed class MendedService(Feed feed) : BackgroundService
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
