using LeakCheck;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Orders.Integration;

/// <summary>A shop of its own, on Kestrel, that takes over a partner's orders every hour.</summary>
public sealed class PartnerShop : IAsyncLifetime
{
    private readonly WebApplication _app = OrdersApp.Build("http://127.0.0.1:0", builder =>
    {
        builder.Logging.ClearProviders();
        builder.AddLeakCheck();
    });

    private Timer? _import;

    public HttpClient Client { get; } = new();

    public async ValueTask InitializeAsync()
    {
        await _app.StartAsync();
        Client.BaseAddress = new Uri(_app.Urls.First());
        var store = _app.Services.GetRequiredService<OrderStore>();
        store.Add(new NewOrder("shelf", 1));
        _import = new Timer(_ => store.Add(new NewOrder("shelf", 1)), null, TimeSpan.FromHours(1), TimeSpan.FromHours(1));
    }

    // At fault: the host is stopped, the import is not. Missing: await _import!.DisposeAsync();
    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
