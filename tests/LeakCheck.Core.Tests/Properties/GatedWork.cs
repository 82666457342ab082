namespace LeakCheck.Core.Tests.Properties;

/// <summary>Async work that waits at a gate which only it and the program hold.</summary>
internal abstract class GatedWork : LiveWork
{
    private volatile bool _ending;
    private TaskCompletionSource _gate = NewGate();

    /// <summary>The gate. Taken before the errands are looked for, so that none is slept through.</summary>
    protected Task Gate => Volatile.Read(ref _gate).Task;

    protected bool IsEnding => _ending;

    /// <summary>The end of the work.</summary>
    protected abstract Task End { get; }

    public override async Task EndAsync(bool kindly)
    {
        if (kindly)
        {
            _ending = true;
            Wake();
        }
        else
        {
            Volatile.Read(ref _gate).TrySetCanceled();
        }

        await End.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    protected override void Wake() => Interlocked.Exchange(ref _gate, NewGate()).TrySetResult();

    private static TaskCompletionSource NewGate() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
