namespace Orders.Tests;

public class InvoicePrinterTests
{
    [Fact]
    public async Task Invoice_names_the_product()
    {
        var page = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var printer = new InvoicePrinter(page.SetResult);

        printer.Print(new Order(7, "lamp", 2));

        Assert.Equal("Invoice 7: 2 x lamp", await page.Task);
    }

    [Fact]
    public void Dispose_prints_what_is_queued()
    {
        var pages = new List<string>();

        using (var printer = new InvoicePrinter(pages.Add))
        {
            printer.Print(new Order(1, "lamp", 2));
            printer.Print(new Order(2, "chair", 4));
        }

        Assert.Equal(["Invoice 1: 2 x lamp", "Invoice 2: 4 x chair"], pages);
    }
}
