using LeakCheck;

namespace Snippets;

#region fixture
[TestClass, VerifyNoLeaks]
public class OrdersApiTests
{
    private static OrdersServer s_server = null!;

    [ClassInitialize]
    public static async Task Start(TestContext context) => s_server = await OrdersServer.StartAsync();

    [ClassCleanup]
    public static async Task Stop() => await s_server.DisposeAsync();

    [TestMethod]
    public async Task Price_is_served() => Assert.AreEqual(6m, await s_server.PriceOfAsync("lamp"));
}
#endregion
