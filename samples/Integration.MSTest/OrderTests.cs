using System.Net;
using System.Net.Http.Json;

namespace Orders.Integration;

[TestClass]
public class OrderTests(TestContext context)
{
    private readonly CancellationToken _cancelled = context.CancellationToken;

    [TestMethod]
    public async Task Placed_order_can_be_fetched()
    {
        HttpResponseMessage created = await OrdersServer.Client.PostAsJsonAsync("/orders", new NewOrder("lamp", 2), _cancelled);
        Order? order = await OrdersServer.Client.GetFromJsonAsync<Order>(created.Headers.Location, _cancelled);

        Assert.AreEqual(("lamp", 2), (order?.Product, order?.Quantity));
    }

    [TestMethod]
    public async Task Unknown_order_is_not_found()
    {
        HttpResponseMessage answer = await OrdersServer.Client.GetAsync("/orders/404404", _cancelled);

        Assert.AreEqual(HttpStatusCode.NotFound, answer.StatusCode);
    }
}
