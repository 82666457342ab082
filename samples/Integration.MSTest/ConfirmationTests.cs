using System.Net;
using System.Net.Http.Json;

namespace Orders.Integration;

[TestClass]
public class ConfirmationTests(TestContext context)
{
    private readonly CancellationToken _cancelled = context.CancellationToken;

    /// <summary>The mail server of the suite takes no mail. The handler leaves an <c>async void</c> method behind that tries again every minute.</summary>
    [TestMethod]
    public async Task Confirmation_is_accepted_while_mail_is_down()
    {
        HttpResponseMessage created = await OrdersServer.Client.PostAsJsonAsync("/orders", new NewOrder("chair", 4), _cancelled);

        HttpResponseMessage answer = await OrdersServer.Client.PostAsync($"{created.Headers.Location}/confirmation", null, _cancelled);

        Assert.AreEqual(HttpStatusCode.Accepted, answer.StatusCode);
    }

    [TestMethod]
    public async Task Unknown_order_is_not_confirmed()
    {
        HttpResponseMessage answer = await OrdersServer.Client.PostAsync("/orders/404404/confirmation", null, _cancelled);

        Assert.AreEqual(HttpStatusCode.NotFound, answer.StatusCode);
    }
}
