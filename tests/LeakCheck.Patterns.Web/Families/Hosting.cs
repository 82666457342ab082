using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace LeakCheck.Patterns.Web.Families;

/// <summary>Generic hosts and their background services.</summary>
internal static class Hosting
{
    public static IEnumerable<Pattern> All =>
    [
        HostPattern<TickingService>("host/not-stopped") with { Method = "TickingService.ExecuteAsync" },
        HostPattern<QueueService>("host/queue-service") with { Method = "QueueService.ExecuteAsync" },
        HostPattern<TimedService>("host/hosted-service-timer") with { Method = nameof(TimedService), Kinds = [SurvivorKind.Timer] },
        new("host/service-ignores-token", DeafLeaky, DeafClean) { Method = "DeafService" },
        new("host/service-started-by-hand", ByHandLeaky, ByHandClean) { Method = "TickingService.ExecuteAsync" },
    ];

    private static Pattern HostPattern<TService>(string name)
        where TService : class, IHostedService
        => new(
            name,
            async context =>
            {
                IHost host = context.DisposeAtRelease(Build<TService>(context.Control));
                await host.StartAsync();
                context.Watch(() => !context.Control.Ended);
                context.OnRelease(() => host.StopAsync());
            },
            async context =>
            {
                using IHost host = Build<TService>(context.Control);
                await host.StartAsync();
                await host.StopAsync();
            });

    private static IHost Build<TService>(WorkControl control)
        where TService : class, IHostedService
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddSingleton(control).AddHostedService<TService>();
        return builder.Build();
    }

    private static async Task DeafLeaky(PatternContext context)
    {
        using IHost host = Build<DeafService>(context.Control);
        await host.StartAsync();
        await context.Control.Arrived;
        context.Watch(host.Services.GetRequiredService<IHostedService>() is DeafService service ? service.ExecuteTask! : Task.CompletedTask);
        using var impatience = new CancellationTokenSource(TimeSpan.FromMilliseconds(20));
        await Work.EndOf(host.StopAsync(impatience.Token));
    }

    private static async Task DeafClean(PatternContext context)
    {
        using var control = new WorkControl();
        using IHost host = Build<DeafService>(control);
        await host.StartAsync();
        control.End();
        await host.StopAsync();
    }

    private static async Task ByHandLeaky(PatternContext context)
    {
        TickingService service = new();
        await service.StartAsync(CancellationToken.None);
        context.Watch(service.ExecuteTask!);
        context.OnRelease(() => service.StopAsync(CancellationToken.None));
    }

    private static async Task ByHandClean(PatternContext context)
    {
        using var service = new TickingService();
        await service.StartAsync(CancellationToken.None);
        context.Watch(service.ExecuteTask!);
        await service.StopAsync(CancellationToken.None);
    }

    private sealed class TickingService : BackgroundService
    {
        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(30));
            while (await timer.WaitForNextTickAsync(stoppingToken)) // stuck: host/not-stopped, host/service-started-by-hand
            {
            }
        }
    }

    private sealed class QueueService : BackgroundService
    {
        private readonly SemaphoreSlim _items = new(0);

        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            while (true)
            {
                await _items.WaitAsync(stoppingToken); // stuck: host/queue-service
            }
        }
    }

    private sealed class DeafService(WorkControl control) : BackgroundService
    {
        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            control.Arrive();
            await control.Gate; // stuck: host/service-ignores-token
        }
    }

    private sealed class TimedService : IHostedService, IDisposable
    {
        private Timer? _timer;

        public Task StartAsync(CancellationToken cancellationToken)
        {
            _timer = new Timer(Tick, null, 30, 30); // stuck: host/hosted-service-timer
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken)
        {
            _timer?.Change(Timeout.Infinite, Timeout.Infinite);
            return Task.CompletedTask;
        }

        public void Dispose() => _timer?.Dispose();

        private void Tick(object? state)
        {
        }
    }
}
