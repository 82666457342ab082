namespace Orders;

/// <summary>The bank's interface.</summary>
public interface IBank
{
    /// <summary>Moves money.</summary>
    Task TransferAsync(decimal amount, CancellationToken cancellationToken);
}

/// <summary>Pays and gives up after half a minute, in three ways. Only the last one cleans up after itself.</summary>
public sealed class PaymentGateway(IBank bank)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Charges a customer. The delay that lost the race stays armed.</summary>
    public async Task<bool> ChargeAsync(decimal amount)
    {
        Task transfer = bank.TransferAsync(amount, CancellationToken.None);
        Task first = await Task.WhenAny(transfer, Task.Delay(Patience));
        return first == transfer;
    }

    /// <summary>Reserves an amount. The source's timer stays armed, because nobody disposes it.</summary>
    public async Task ReserveAsync(decimal amount)
    {
        var patience = new CancellationTokenSource(Patience);
        await bank.TransferAsync(amount, patience.Token);
    }

    /// <summary>Pays back.</summary>
    public async Task RefundAsync(decimal amount)
    {
        using var patience = new CancellationTokenSource(Patience);
        await bank.TransferAsync(-amount, patience.Token);
    }
}
