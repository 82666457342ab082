namespace Orders.Tests;

public class PaymentGatewayTests
{
    private readonly RecordingBank _bank = new();

    [Fact]
    public async Task Charge_succeeds()
    {
        Assert.True(await new PaymentGateway(_bank).ChargeAsync(20m));
    }

    [Fact]
    public async Task Amount_is_reserved()
    {
        await new PaymentGateway(_bank).ReserveAsync(20m);

        Assert.Equal(20m, _bank.Balance);
    }

    [Fact]
    public async Task Amount_is_refunded()
    {
        await new PaymentGateway(_bank).RefundAsync(20m);

        Assert.Equal(-20m, _bank.Balance);
    }

    private sealed class RecordingBank : IBank
    {
        public decimal Balance { get; private set; }

        public async Task TransferAsync(decimal amount, CancellationToken cancellationToken)
        {
            await Task.Yield();
            Balance += amount;
        }
    }
}
