namespace Orders.Tests;

public class CustomerMailTests
{
    private static readonly Order Order = new(7, "lamp", 2);

    [Fact]
    public void Confirmation_survives_an_outage()
    {
        int attempts = 0;
        var mail = new CustomerMail((_, _) => Task.FromResult(++attempts > 1), TimeSpan.FromMinutes(1));

        mail.Confirm(Order);

        Assert.Equal(1, attempts);
    }

    [Fact]
    public async Task Shipping_notice_is_sent_again_until_the_server_takes_it()
    {
        int attempts = 0;
        var mail = new CustomerMail((_, _) => Task.FromResult(++attempts == 3), TimeSpan.FromMilliseconds(1));

        await mail.NotifyShippedAsync(Order, TestContext.Current.CancellationToken);

        Assert.Equal(3, attempts);
    }
}
