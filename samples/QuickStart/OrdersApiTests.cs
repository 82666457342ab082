using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace Orders.Tests;

public class OrdersApiTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Price_is_served()
    {
        WebApplication app = OrdersApp.Build("http://127.0.0.1:0", builder => builder.Logging.ClearProviders());
        await app.StartAsync(Cancelled);

        using HttpClient client = ClientOf(app);
        decimal price = await client.GetFromJsonAsync<decimal>("/prices/lamp", Cancelled);

        Assert.Equal(6m, price);
    }

    [Fact]
    public async Task Placed_order_can_be_fetched()
    {
        await using WebApplication app = OrdersApp.Build("http://127.0.0.1:0", builder => builder.Logging.ClearProviders());
        await app.StartAsync(Cancelled);
        using HttpClient client = ClientOf(app);

        HttpResponseMessage created = await client.PostAsJsonAsync("/orders", new NewOrder("lamp", 2), Cancelled);
        Order? order = await client.GetFromJsonAsync<Order>(created.Headers.Location, Cancelled);

        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        Assert.Equal(new NewOrder("lamp", 2), new NewOrder(order!.Product, order.Quantity));
        await app.StopAsync(Cancelled);
    }

    private static HttpClient ClientOf(WebApplication app) => new() { BaseAddress = new Uri(app.Urls.First()) };
}
