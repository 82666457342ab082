namespace LeakCheck.Settle;

/// <summary>
/// Wakes a settling check when something of its scope has moved. Waits asynchronously, or by blocking the calling thread where the framework's hooks are synchronous.
/// One waiter, any number of setters.
/// </summary>
internal sealed class Pulse : IDisposable
{
    private readonly SemaphoreSlim _signal = new(0, 1);
    private readonly bool _blocking;
    private int _set;

    public Pulse(bool blocking) => _blocking = blocking;

    public void Set()
    {
        if (Interlocked.Exchange(ref _set, 1) == 0)
        {
            // Released on the pool: the setter is a thread that is just leaving the scope and must not be held up.
            ThreadPool.UnsafeQueueUserWorkItem(static pulse => pulse.Release(), this, preferLocal: false);
        }
    }

    /// <summary>Waits for a pulse, for at most the given time.</summary>
    public async ValueTask WaitAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        try
        {
            if (_blocking)
            {
                _signal.Wait(atMost, cancellationToken);
            }
            else
            {
                await _signal.WaitAsync(atMost, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The caller looks at the token itself: an early end of the wait is not an error.
        }

        Volatile.Write(ref _set, 0);
    }

    public void Dispose() => _signal.Dispose();

    private void Release()
    {
        try
        {
            _signal.Release();
        }
        catch (Exception e) when (e is SemaphoreFullException or ObjectDisposedException)
        {
            // Somebody was woken already, or nobody waits any more.
        }
    }
}
