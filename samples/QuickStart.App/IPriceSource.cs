namespace Orders;

/// <summary>Where prices come from.</summary>
public interface IPriceSource
{
    /// <summary>Today's price of a product.</summary>
    decimal PriceOf(string product);
}

/// <summary>A fixed price list.</summary>
public sealed class ListPrices : IPriceSource
{
    /// <inheritdoc/>
    public decimal PriceOf(string product) => product.Length * 1.5m;
}
