using System.Net;
using System.Net.Http.Json;
using LeakCheck;

namespace Orders.Integration;

public class ConfirmationTests(LeakChecked<OrdersServer> server)
{
    private readonly HttpClient _client = server.Value.Client;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>The mail server of the suite takes no mail. The handler leaves an <c>async void</c> method behind that tries again every minute.</summary>
    [Fact]
    public async Task Confirmation_is_accepted_while_mail_is_down()
    {
        HttpResponseMessage created = await _client.PostAsJsonAsync("/orders", new NewOrder("chair", 4), Cancelled);

        HttpResponseMessage answer = await _client.PostAsync($"{created.Headers.Location}/confirmation", null, Cancelled);

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
    }

    [Fact]
    public async Task Unknown_order_is_not_confirmed()
    {
        HttpResponseMessage answer = await _client.PostAsync("/orders/404404/confirmation", null, Cancelled);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }
}
