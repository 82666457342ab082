using System.Globalization;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Orders.Integration;

[TestClass]
public class PriceTests(TestContext context)
{
    [TestMethod]
    [DataRow("lamp", "6")]
    [DataRow("chair", "7.5")]
    public async Task Price_is_served(string product, string expected)
    {
        decimal price = await OrdersServer.Client.GetFromJsonAsync<decimal>($"/prices/{product}", context.CancellationToken);

        Assert.AreEqual(decimal.Parse(expected, CultureInfo.InvariantCulture), price);
    }

    /// <summary>The server's own work is alive in every test and counts for none.</summary>
    [TestMethod]
    public void Prices_are_polled_in_the_background()
    {
        PricePollingService polling = OrdersServer.Services.GetServices<IHostedService>().OfType<PricePollingService>().Single();

        Assert.IsFalse(polling.ExecuteTask!.IsCompleted);
    }
}
