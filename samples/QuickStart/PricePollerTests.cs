namespace Orders.Tests;

public class PricePollerTests
{
    private readonly PricePoller _poller = new(new ListPrices(), TimeSpan.FromMilliseconds(200));

    [Fact]
    public async Task Watched_price_is_fetched()
    {
        _poller.Watch("lamp");

        _ = _poller.RunAsync(CancellationToken.None);
        await _poller.FirstRound;

        Assert.Equal(6m, _poller.Latest("lamp"));
    }

    [Fact]
    public async Task Cancelling_ends_the_loop()
    {
        using var stop = new CancellationTokenSource();

        Task run = _poller.RunAsync(stop.Token);
        await _poller.FirstRound;
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
    }
}
