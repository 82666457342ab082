namespace Orders.Tests;

public class OrderStoreTests
{
    [Fact]
    public void Stored_order_is_found_by_its_number()
    {
        using var store = new OrderStore("store-tests");

        long number = store.Add(new NewOrder("lamp", 2));

        Assert.Equal(new Order(number, "lamp", 2), store.Find(number));
    }

    [Fact]
    public void Unknown_number_finds_nothing()
    {
        using var store = new OrderStore("store-tests");

        Assert.Null(store.Find(404));
    }
}
