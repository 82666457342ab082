using System.Collections.Concurrent;

namespace Orders;

/// <summary>Asks for the prices of watched products again and again.</summary>
public sealed class PricePoller(IPriceSource source, TimeSpan interval)
{
    private readonly ConcurrentDictionary<string, decimal> _latest = new();
    private readonly TaskCompletionSource _firstRound = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when every watched product has had a price once.</summary>
    public Task FirstRound => _firstRound.Task;

    /// <summary>The newest price of a watched product.</summary>
    public decimal Latest(string product) => _latest[product];

    /// <summary>Adds a product to the next round.</summary>
    public void Watch(string product) => _latest.TryAdd(product, 0);

    /// <summary>Polls until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            foreach (string product in _latest.Keys)
            {
                _latest[product] = source.PriceOf(product);
            }

            _firstRound.TrySetResult();
            await Task.Delay(interval, cancellationToken);
        }
    }
}

/// <summary>Runs the poller for as long as the host runs.</summary>
public sealed class PricePollingService(PricePoller poller) : BackgroundService
{
    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => poller.RunAsync(stoppingToken);
}
