namespace Orders.Integration;

/// <summary>An SQLite database for the class, with two orders in it.</summary>
public class OrderStoreTests
{
    private OrderStore _store = null!;
    private long _lamp;
    private long _chair;

    [OneTimeSetUp]
    public void Open()
    {
        _store = new OrderStore("database-tests");
        _lamp = _store.Add(new NewOrder("lamp", 2));
        _chair = _store.Add(new NewOrder("chair", 4));
    }

    [OneTimeTearDown]
    public void Close() => _store.Dispose();

    [Test]
    public void Stored_orders_are_found()
    {
        Assert.That(_store.Find(_lamp)?.Product, Is.EqualTo("lamp"));
        Assert.That(_store.Find(_chair)?.Product, Is.EqualTo("chair"));
    }

    [Test]
    public void New_order_gets_a_number_of_its_own() => Assert.That(_store.Add(new NewOrder("lamp", 1)), Is.GreaterThan(_chair));
}
