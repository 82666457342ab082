using System.Collections.Concurrent;
using LeakCheck;

namespace Orders.Integration;

/// <summary>A printer for the class, on a thread of its own, that writes pages to memory.</summary>
[TestClass]
public class InvoiceTests
{
    private static LeakFixture s_fixture = null!;
    private static InvoicePrinter s_printer = null!;
    private static BlockingCollection<string> s_pages = null!;

    [ClassInitialize]
    public static void Start(TestContext context)
    {
        s_fixture = LeakFixture.Begin<InvoiceTests>();
        s_pages = [];
        s_printer = new InvoicePrinter(s_pages.Add);
    }

    // At fault: the paper is thrown away, the printer is left running. Missing: s_printer.Dispose();
    [ClassCleanup]
    public static async Task Stop()
    {
        s_pages.Dispose();
        await s_fixture.VerifyAsync();
    }

    [TestMethod]
    public void Invoice_names_the_product()
    {
        s_printer.Print(new Order(7, "lamp", 2));

        Assert.AreEqual("Invoice 7: 2 x lamp", s_pages.Take());
    }
}
