using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Orders.Integration;

public class PriceTests
{
    [TestCase("lamp", 6)]
    [TestCase("chair", 7.5)]
    public async Task Price_is_served(string product, decimal expected) =>
        Assert.That(await OrdersServer.Client.GetFromJsonAsync<decimal>($"/prices/{product}"), Is.EqualTo(expected));

    /// <summary>The server's own work is alive in every test and counts for none.</summary>
    [Test]
    public void Prices_are_polled_in_the_background()
    {
        PricePollingService polling = OrdersServer.Services.GetServices<IHostedService>().OfType<PricePollingService>().Single();

        Assert.That(polling.ExecuteTask!.IsCompleted, Is.False);
    }
}
