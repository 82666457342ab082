using LeakCheck;

namespace Snippets;

#region fixture
[TestClass, VerifyNoLeaks]
public class OrdersApiTests
{
    private static LeakFixture s_fixture = null!;
    private static OrdersServer s_server = null!;

    [ClassInitialize]
    public static async Task Start(TestContext context)
    {
        s_fixture = LeakFixture.Begin<OrdersApiTests>();
        s_server = await OrdersServer.StartAsync();
    }

    [ClassCleanup]
    public static async Task Stop()
    {
        await s_server.DisposeAsync();
        await s_fixture.VerifyAsync();
    }

    [TestMethod]
    public async Task Price_is_served() => Assert.AreEqual(6m, await s_server.PriceOfAsync("lamp"));
}
#endregion
