using Microsoft.Data.Sqlite;

namespace Orders;

/// <summary>Orders in an SQLite database in memory, which lives as long as this object.</summary>
public sealed class OrderStore : IDisposable
{
    private readonly string _connectionString;
    private readonly SqliteConnection _keepAlive;

    /// <summary>Opens the database.</summary>
    /// <param name="name">Prefix of the database's name; each store has a database of its own.</param>
    public OrderStore(string name)
    {
        _connectionString = $"Data Source={name}-{Guid.NewGuid():N};Mode=Memory;Cache=Shared";
        _keepAlive = new SqliteConnection(_connectionString);
        _keepAlive.Open();
        using SqliteCommand create = _keepAlive.CreateCommand();
        create.CommandText = "CREATE TABLE orders (id INTEGER PRIMARY KEY, product TEXT NOT NULL, quantity INTEGER NOT NULL)";
        create.ExecuteNonQuery();
    }

    /// <summary>Stores an order.</summary>
    /// <returns>Its number.</returns>
    public long Add(NewOrder order)
    {
        using SqliteConnection connection = Open();
        using SqliteCommand insert = connection.CreateCommand();
        insert.CommandText = "INSERT INTO orders (product, quantity) VALUES ($product, $quantity) RETURNING id";
        insert.Parameters.AddWithValue("$product", order.Product);
        insert.Parameters.AddWithValue("$quantity", order.Quantity);
        return (long)insert.ExecuteScalar()!;
    }

    /// <summary>The order with a number; null when there is none.</summary>
    public Order? Find(long id)
    {
        using SqliteConnection connection = Open();
        using SqliteCommand select = connection.CreateCommand();
        select.CommandText = "SELECT product, quantity FROM orders WHERE id = $id";
        select.Parameters.AddWithValue("$id", id);
        using SqliteDataReader reader = select.ExecuteReader();
        return reader.Read() ? new Order(id, reader.GetString(0), reader.GetInt32(1)) : null;
    }

    /// <summary>Closes the database; its content is gone.</summary>
    public void Dispose() => _keepAlive.Dispose();

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection(_connectionString);
        connection.Open();
        return connection;
    }
}
