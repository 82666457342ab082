namespace Orders.Integration;

/// <summary>An SQLite database with two orders in it.</summary>
public sealed class OrdersDatabase : IDisposable
{
    public OrdersDatabase()
    {
        Lamp = Store.Add(new NewOrder("lamp", 2));
        Chair = Store.Add(new NewOrder("chair", 4));
    }

    public OrderStore Store { get; } = new("database-tests");

    public long Lamp { get; }

    public long Chair { get; }

    public void Dispose() => Store.Dispose();
}
