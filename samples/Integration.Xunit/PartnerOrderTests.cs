using System.Net.Http.Json;
using LeakCheck;

namespace Orders.Integration;

public class PartnerOrderTests(LeakChecked<PartnerShop> shop) : IClassFixture<LeakChecked<PartnerShop>>
{
    [Fact]
    public async Task Imported_order_can_be_fetched()
    {
        Order? order = await shop.Value.Client.GetFromJsonAsync<Order>("/orders/1", TestContext.Current.CancellationToken);

        Assert.Equal("shelf", order?.Product);
    }
}
