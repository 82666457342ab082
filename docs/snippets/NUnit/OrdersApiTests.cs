using LeakCheck;

namespace Snippets;

#region fixture
[TestFixture, VerifyNoLeaks]
public class OrdersApiTests
{
    private OrdersServer _server = null!;

    [OneTimeSetUp]
    public async Task Start() => _server = await OrdersServer.StartAsync();

    [OneTimeTearDown]
    public async Task Stop() => await _server.DisposeAsync();

    [Test]
    public async Task Price_is_served() => Assert.That(await _server.PriceOfAsync("lamp"), Is.EqualTo(6m));
}
#endregion
