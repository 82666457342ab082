namespace Orders.Tests;

public class PaymentGatewayTests
{
    private readonly RecordingBank _bank = new();

    [Fact]
    public async Task Charge_succeeds_when_the_bank_is_quick()
    {
        Assert.True(await new PaymentGateway(_bank).ChargeAsync(20m));
    }

    [Fact]
    public async Task Reservation_moves_the_amount()
    {
        await new PaymentGateway(_bank).ReserveAsync(20m);

        Assert.Equal(20m, _bank.Balance);
    }

    [Fact]
    public async Task Refund_moves_the_amount_back()
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
