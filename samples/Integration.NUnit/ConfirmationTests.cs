using System.Net;
using System.Net.Http.Json;

namespace Orders.Integration;

public class ConfirmationTests
{
    /// <summary>The mail server of the suite takes no mail. The handler leaves an <c>async void</c> method behind that tries again every minute.</summary>
    [Test]
    public async Task Confirmation_is_accepted_while_mail_is_down()
    {
        HttpResponseMessage created = await OrdersServer.Client.PostAsJsonAsync("/orders", new NewOrder("chair", 4));

        HttpResponseMessage answer = await OrdersServer.Client.PostAsync($"{created.Headers.Location}/confirmation", null);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Accepted));
    }

    [Test]
    public async Task Unknown_order_is_not_confirmed()
    {
        HttpResponseMessage answer = await OrdersServer.Client.PostAsync("/orders/404404/confirmation", null);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }
}
