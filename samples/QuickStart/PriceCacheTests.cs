namespace Orders.Tests;

public class PriceCacheTests
{
    [Fact]
    public void Unknown_price_is_fetched()
    {
        var cache = new PriceCache(new ListPrices(), TimeSpan.FromSeconds(30));

        Assert.Equal(6m, cache.PriceOf("lamp"));
    }

    [Fact]
    public void Known_price_is_served_from_memory()
    {
        var source = new CountingPrices();
        using var cache = new PriceCache(source, TimeSpan.FromSeconds(30));

        cache.PriceOf("lamp");
        cache.PriceOf("lamp");

        Assert.Equal(1, source.Asked);
    }

    private sealed class CountingPrices : IPriceSource
    {
        public int Asked { get; private set; }

        public decimal PriceOf(string product) => ++Asked;
    }
}
