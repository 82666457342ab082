using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace Orders;

/// <summary>Queues orders and stores them one after the other.</summary>
public sealed class OrderIntake : IAsyncDisposable
{
    private readonly Channel<Placed> _channel = Channel.CreateUnbounded<Placed>();
    private readonly OrderStore _store;
    private readonly Task _worker;

    /// <summary>Starts the worker.</summary>
    public OrderIntake(OrderStore store)
    {
        _store = store;
        _worker = Task.Run(WorkAsync);
    }

    /// <summary>Places an order and waits until it is stored.</summary>
    /// <returns>The order's number.</returns>
    public async Task<long> PlaceAsync(NewOrder order)
    {
        var placed = new Placed(order, new(TaskCreationOptions.RunContinuationsAsynchronously));
        await _channel.Writer.WriteAsync(placed);
        return await placed.Number.Task;
    }

    /// <summary>Takes no more orders and waits for the worker to store what it has.</summary>
    public async ValueTask DisposeAsync()
    {
        _channel.Writer.Complete();
        await _worker;
    }

    private async Task WorkAsync()
    {
        await foreach (Placed placed in _channel.Reader.ReadAllAsync())
        {
            try
            {
                placed.Number.SetResult(_store.Add(placed.Order));
            }
            catch (SqliteException exception)
            {
                placed.Number.SetException(exception);
            }
        }
    }

    private sealed record Placed(NewOrder Order, TaskCompletionSource<long> Number);
}
