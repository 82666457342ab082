using LeakCheck;

namespace Orders.Integration;

/// <summary>An SQLite database for the class, with two orders in it.</summary>
[TestClass]
public class OrderStoreTests
{
    private static LeakFixture s_fixture = null!;
    private static OrderStore s_store = null!;
    private static long s_lamp;
    private static long s_chair;

    [ClassInitialize]
    public static void Open(TestContext context)
    {
        s_fixture = LeakFixture.Begin<OrderStoreTests>();
        s_store = new OrderStore("database-tests");
        s_lamp = s_store.Add(new NewOrder("lamp", 2));
        s_chair = s_store.Add(new NewOrder("chair", 4));
    }

    [ClassCleanup]
    public static async Task Close()
    {
        s_store.Dispose();
        await s_fixture.VerifyAsync();
    }

    [TestMethod]
    public void Stored_orders_are_found()
    {
        Assert.AreEqual("lamp", s_store.Find(s_lamp)?.Product);
        Assert.AreEqual("chair", s_store.Find(s_chair)?.Product);
    }

    [TestMethod]
    public void New_order_gets_a_number_of_its_own() => Assert.IsGreaterThan(s_chair, s_store.Add(new NewOrder("lamp", 1)));
}
