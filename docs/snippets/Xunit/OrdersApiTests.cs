using LeakCheck;

namespace Snippets;

#region fixture
public class OrdersApiTests(LeakChecked<OrdersFixture> orders) : IClassFixture<LeakChecked<OrdersFixture>>
{
    [Fact]
    public async Task Price_is_served() => Assert.Equal(6m, await orders.Value.PriceOfAsync("lamp"));
}

public sealed class OrdersFixture : IAsyncLifetime
{
    private OrdersServer? _server;

    public async ValueTask InitializeAsync() => _server = await OrdersServer.StartAsync();

    public ValueTask DisposeAsync() => _server!.DisposeAsync();

    public Task<decimal> PriceOfAsync(string product) => _server!.PriceOfAsync(product);
}
#endregion
