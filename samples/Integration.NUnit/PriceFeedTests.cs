namespace Orders.Integration;

/// <summary>A feed of its own that polls five times a second.</summary>
public class PriceFeedTests
{
    private readonly CancellationTokenSource _stop = new();
    private readonly PricePoller _poller = new(new ListPrices(), TimeSpan.FromMilliseconds(200));
    private Task _polling = Task.CompletedTask;

    [OneTimeSetUp]
    public async Task Start()
    {
        _poller.Watch("lamp");
        _polling = _poller.RunAsync(_stop.Token);
        await _poller.FirstRound;
    }

    // At fault: disposing a source does not cancel its token. Missing before it: await _stop.CancelAsync(); and an await of _polling.
    [OneTimeTearDown]
    public void Stop() => _stop.Dispose();

    [Test]
    public void Watched_price_is_known() => Assert.That(_poller.Latest("lamp"), Is.EqualTo(6m));

    [Test]
    public void Feed_goes_on() => Assert.That(_polling.IsCompleted, Is.False);
}
