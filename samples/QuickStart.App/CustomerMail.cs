namespace Orders;

/// <summary>Sends one message; false when the server did not take it.</summary>
public delegate Task<bool> SendMail(string text, CancellationToken cancellationToken);

/// <summary>Tells customers about their orders, and tries again when the mail server is down.</summary>
public sealed class CustomerMail(SendMail send, TimeSpan retryAfter)
{
    /// <summary>Sends a confirmation, in the background. What follows is out of everybody's hands: there is no Task and no token.</summary>
    public async void Confirm(Order order)
    {
        while (!await send($"We have received your order {order.Id}.", CancellationToken.None))
        {
            await Task.Delay(retryAfter);
        }
    }

    /// <summary>Sends a notice and completes when the server took it.</summary>
    public async Task NotifyShippedAsync(Order order, CancellationToken cancellationToken)
    {
        while (!await send($"Your order {order.Id} is on its way.", cancellationToken))
        {
            await Task.Delay(retryAfter, cancellationToken);
        }
    }
}
