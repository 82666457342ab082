using LeakCheck;

namespace Orders.Integration;

public class OrderStoreTests(LeakChecked<OrdersDatabase> database) : IClassFixture<LeakChecked<OrdersDatabase>>
{
    private readonly OrdersDatabase _database = database.Value;

    [Fact]
    public void Stored_orders_are_found()
    {
        Assert.Equal("lamp", _database.Store.Find(_database.Lamp)?.Product);
        Assert.Equal("chair", _database.Store.Find(_database.Chair)?.Product);
    }

    [Fact]
    public void New_order_gets_a_number_of_its_own()
    {
        long number = _database.Store.Add(new NewOrder("lamp", 1));

        Assert.True(number > _database.Chair);
    }
}
