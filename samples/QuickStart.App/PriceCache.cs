using System.Collections.Concurrent;

namespace Orders;

/// <summary>Keeps prices in memory and refreshes them with a timer.</summary>
public sealed class PriceCache : IDisposable
{
    private readonly ConcurrentDictionary<string, decimal> _prices = new();
    private readonly IPriceSource _source;
    private readonly Timer _timer;

    /// <summary>Starts refreshing.</summary>
    public PriceCache(IPriceSource source, TimeSpan refreshEvery)
    {
        _source = source;
        _timer = new Timer(Refresh, null, refreshEvery, refreshEvery);
    }

    /// <summary>The price of a product, from memory when it was asked for before.</summary>
    public decimal PriceOf(string product) => _prices.GetOrAdd(product, _source.PriceOf);

    /// <summary>Stops refreshing.</summary>
    public void Dispose() => _timer.Dispose();

    private void Refresh(object? state)
    {
        foreach (string product in _prices.Keys)
        {
            _prices[product] = _source.PriceOf(product);
        }
    }
}
