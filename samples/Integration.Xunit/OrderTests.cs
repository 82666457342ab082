using System.Net;
using System.Net.Http.Json;
using LeakCheck;

namespace Orders.Integration;

public class OrderTests(LeakChecked<OrdersServer> server)
{
    private readonly HttpClient _client = server.Value.Client;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Placed_order_can_be_fetched()
    {
        HttpResponseMessage created = await _client.PostAsJsonAsync("/orders", new NewOrder("lamp", 2), Cancelled);
        Order? order = await _client.GetFromJsonAsync<Order>(created.Headers.Location, Cancelled);

        Assert.Equal(("lamp", 2), (order?.Product, order?.Quantity));
    }

    [Fact]
    public async Task Unknown_order_is_not_found()
    {
        HttpResponseMessage answer = await _client.GetAsync("/orders/404404", Cancelled);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }
}
