using System.Net.Http.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using Orders;

namespace Snippets;

/// <summary>The server that the fixtures in the docs start and stop.</summary>
public sealed class OrdersServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _client;

    private OrdersServer(WebApplication app)
    {
        _app = app;
        _client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
    }

    public static async Task<OrdersServer> StartAsync()
    {
        WebApplication app = OrdersApp.Build("http://127.0.0.1:0", builder => builder.Logging.ClearProviders());
        await app.StartAsync();
        return new OrdersServer(app);
    }

    public Task<decimal> PriceOfAsync(string product) => _client.GetFromJsonAsync<decimal>($"/prices/{product}");

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
