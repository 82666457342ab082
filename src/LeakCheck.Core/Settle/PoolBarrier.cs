namespace LeakCheck.Settle;

/// <summary>
/// Waits until the thread pool has come to what was queued before now. A tick that was queued on a busy pool stands in no list that can be read; once the pool has begun
/// with it, its thread is seen, or the timer that it armed anew.
/// </summary>
internal static class PoolBarrier
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    /// <param name="patience">Longest wait; left out, 1 s.</param>
    public static void Wait(TimeSpan? patience = null)
    {
        using var reached = new SemaphoreSlim(0, 1);
        var signal = new Signal(reached);
        ThreadPool.UnsafeQueueUserWorkItem(signal, preferLocal: false);
        reached.Wait(patience ?? s_patience);
        signal.Forget();
    }

    private sealed class Signal(SemaphoreSlim reached) : IThreadPoolWorkItem
    {
        private SemaphoreSlim? _reached = reached;

        public void Execute()
        {
            lock (this)
            {
                _reached?.Release();
            }
        }

        public void Forget()
        {
            lock (this)
            {
                _reached = null;
            }
        }
    }
}
