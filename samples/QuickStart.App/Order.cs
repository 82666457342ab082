namespace Orders;

/// <summary>What a customer asks for.</summary>
public sealed record NewOrder(string Product, int Quantity);

/// <summary>An order as stored.</summary>
public sealed record Order(long Id, string Product, int Quantity);
