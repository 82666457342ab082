using System.Net.Http.Json;
using LeakCheck;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Orders.Integration;

public class PriceTests(LeakChecked<OrdersServer> server)
{
    [Theory]
    [InlineData("lamp", 6)]
    [InlineData("chair", 7.5)]
    public async Task Price_is_served(string product, decimal expected)
    {
        decimal price = await server.Value.Client.GetFromJsonAsync<decimal>($"/prices/{product}", TestContext.Current.CancellationToken);

        Assert.Equal(expected, price);
    }

    /// <summary>The server's own work is alive in every test and counts for none.</summary>
    [Fact]
    public void Prices_are_polled_in_the_background()
    {
        PricePollingService polling = server.Value.Services.GetServices<IHostedService>().OfType<PricePollingService>().Single();

        Assert.False(polling.ExecuteTask!.IsCompleted);
    }
}
