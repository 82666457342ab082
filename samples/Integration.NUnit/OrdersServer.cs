using LeakCheck;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Orders.Integration;

/// <summary>One server on Kestrel for all tests of the namespace, with its hosted service, queue worker and cache.</summary>
[SetUpFixture]
public class OrdersServer
{
    private static WebApplication s_app = null!;

    public static HttpClient Client { get; private set; } = null!;

    public static IServiceProvider Services => s_app.Services;

    [OneTimeSetUp]
    public async Task Start()
    {
        s_app = OrdersApp.Build("http://127.0.0.1:0", builder =>
        {
            builder.Logging.ClearProviders();
            builder.Services.AddSingleton<SendMail>((_, _) => Task.FromResult(false));
            builder.AddLeakCheck();
        });

        // Both work in the background. Made here they are the server's; made by the first request that needs them their work would be that request's.
        _ = Services.GetRequiredService<PriceCache>();
        _ = Services.GetRequiredService<OrderIntake>();
        await s_app.StartAsync();
        Client = new HttpClient { BaseAddress = new Uri(s_app.Urls.First()) };
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        Client.Dispose();
        await s_app.StopAsync();
        await s_app.DisposeAsync();
    }
}
