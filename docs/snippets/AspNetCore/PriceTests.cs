using LeakCheck;
using Microsoft.AspNetCore.Mvc.Testing;

namespace Snippets;

#region factory
public sealed class OrdersApi : IAsyncDisposable
{
    public WebApplicationFactory<Program> Factory { get; } = new WebApplicationFactory<Program>().WithLeakCheck();

    public ValueTask DisposeAsync() => Factory.DisposeAsync();
}

public class PriceTests(OrdersApi api) : IClassFixture<OrdersApi>
{
    [Fact]
    public async Task Price_is_served() => Assert.Equal("6", await api.Factory.CreateClient().GetStringAsync("/prices/lamp"));
}
#endregion
