namespace Orders.Tests;

public sealed class OrderIntakeTests : IDisposable
{
    private readonly OrderStore _store = new("intake-tests");

    [Fact]
    public async Task Placed_order_gets_a_number()
    {
        var intake = new OrderIntake(_store);

        long number = await intake.PlaceAsync(new NewOrder("lamp", 2));

        Assert.Equal(1, number);
    }

    [Fact]
    public async Task Orders_are_stored_in_the_order_of_arrival()
    {
        await using var intake = new OrderIntake(_store);

        long first = await intake.PlaceAsync(new NewOrder("lamp", 2));
        long second = await intake.PlaceAsync(new NewOrder("chair", 4));

        Assert.Equal("lamp", _store.Find(first)?.Product);
        Assert.Equal("chair", _store.Find(second)?.Product);
    }

    public void Dispose() => _store.Dispose();
}
