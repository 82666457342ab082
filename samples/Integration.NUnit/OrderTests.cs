using System.Net;
using System.Net.Http.Json;

namespace Orders.Integration;

public class OrderTests
{
    [Test]
    public async Task Placed_order_can_be_fetched()
    {
        HttpResponseMessage created = await OrdersServer.Client.PostAsJsonAsync("/orders", new NewOrder("lamp", 2));
        Order? order = await OrdersServer.Client.GetFromJsonAsync<Order>(created.Headers.Location);

        Assert.That((order?.Product, order?.Quantity), Is.EqualTo(("lamp", 2)));
    }

    [Test]
    public async Task Unknown_order_is_not_found()
    {
        HttpResponseMessage answer = await OrdersServer.Client.GetAsync("/orders/404404");

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }
}
