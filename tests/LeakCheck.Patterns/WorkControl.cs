namespace LeakCheck.Patterns;

/// <summary>The one switch of a piece of work: whatever the work waits for (a token, a task, an event, a flag), <see cref="End"/> lets it go on. Safe for use from many threads.</summary>
public sealed class WorkControl : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _ended;

    /// <summary>Cancelled by <see cref="End"/>.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Completed by <see cref="End"/>.</summary>
    public Task Gate => _gate.Task;

    /// <summary>Set by <see cref="End"/>.</summary>
    public ManualResetEventSlim Event { get; } = new();

    /// <summary>True once <see cref="End"/> was called.</summary>
    public bool Ended => _ended;

    /// <summary>Completed when the work says that it stands right before its stuck line.</summary>
    public Task Arrived => _arrived.Task;

    /// <summary>The work calls this right before its stuck line, where it starts on another thread.</summary>
    public void Arrive() => _arrived.TrySetResult();

    /// <summary>Lets the work go on to its end.</summary>
    public void End()
    {
        _ended = true;
        Event.Set();
        _gate.TrySetResult();
        _source.Cancel();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _source.Dispose();
        Event.Dispose();
    }
}
