using LeakCheck;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Orders.Integration;

/// <summary>One server for all tests of the assembly, with its hosted service, queue worker and cache.</summary>
[TestClass]
public class OrdersServer
{
    private static LeakFixture s_fixture = null!;
    private static WebApplicationFactory<Program> s_factory = null!;

    public static HttpClient Client { get; private set; } = null!;

    public static IServiceProvider Services => s_factory.Services;

    [AssemblyInitialize]
    public static void Start(TestContext context)
    {
        s_fixture = LeakFixture.Begin<OrdersServer>();
        s_factory = new OrdersFactory().WithLeakCheck();

        // Both work in the background. Made here they are the server's; made by the first request that needs them their work would be that request's.
        _ = Services.GetRequiredService<PriceCache>();
        _ = Services.GetRequiredService<OrderIntake>();
        Client = s_factory.CreateClient();
    }

    [AssemblyCleanup]
    public static async Task Stop()
    {
        await s_factory.DisposeAsync();
        await s_fixture.VerifyAsync();
    }

    private sealed class OrdersFactory : WebApplicationFactory<Program>
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder) => builder
            .ConfigureLogging(logging => logging.ClearProviders())
            .ConfigureTestServices(services => services.AddSingleton<SendMail>((_, _) => Task.FromResult(false)));
    }
}
