using LeakCheck;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orders.Integration;

[assembly: AssemblyFixture(typeof(LeakChecked<OrdersServer>))]

namespace Orders.Integration;

/// <summary>One server for all tests of the assembly, with its hosted service, queue worker and cache.</summary>
public sealed class OrdersServer : IAsyncLifetime
{
    private readonly WebApplicationFactory<Program> _factory = new OrdersFactory().WithLeakCheck();

    public HttpClient Client { get; private set; } = null!;

    public IServiceProvider Services => _factory.Services;

    public ValueTask InitializeAsync()
    {
        // Both work in the background. Made here they are the server's; made by the first request that needs them their work would be that request's.
        _ = Services.GetRequiredService<PriceCache>();
        _ = Services.GetRequiredService<OrderIntake>();
        Client = _factory.CreateClient();
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => _factory.DisposeAsync();

    private sealed class OrdersFactory : WebApplicationFactory<Program>
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder) => builder
            .ConfigureLogging(logging => logging.ClearProviders())
            .ConfigureTestServices(services => services.AddSingleton<SendMail>((_, _) => Task.FromResult(false)));
    }
}
