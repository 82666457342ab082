using System.Collections.Concurrent;

namespace Orders;

/// <summary>Prints invoices on a thread of its own, because the printer's driver blocks.</summary>
public sealed class InvoicePrinter : IDisposable
{
    private readonly BlockingCollection<Order> _jobs = new();
    private readonly Action<string> _print;
    private readonly Thread _thread;

    /// <summary>Starts the thread.</summary>
    /// <param name="print">The driver: prints one page.</param>
    public InvoicePrinter(Action<string> print)
    {
        _print = print;
        _thread = new Thread(PrintAll) { Name = "invoice-printer", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Queues an invoice.</summary>
    public void Print(Order order) => _jobs.Add(order);

    /// <summary>Prints what is queued, then ends the thread.</summary>
    public void Dispose()
    {
        _jobs.CompleteAdding();
        _thread.Join();
        _jobs.Dispose();
    }

    private void PrintAll()
    {
        while (_jobs.TryTake(out Order? order, Timeout.Infinite))
        {
            _print($"Invoice {order.Id}: {order.Quantity} x {order.Product}");
        }
    }
}
