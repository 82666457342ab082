namespace LeakCheck.Scopes;

/// <summary>For whom a thread is running right now. Written by its own thread only; read by any.</summary>
internal sealed class ThreadSlot
{
    private volatile LeakScope? _owner;

    public ThreadSlot(Thread thread, long osThreadId)
    {
        Thread = thread;
        OsThreadId = osThreadId;
        IsPoolThread = thread.IsThreadPoolThread;
    }

    public Thread Thread { get; }

    public long OsThreadId { get; }

    public bool IsPoolThread { get; }

    public LeakScope? Owner { get => _owner; set => _owner = value; }

    /// <summary>The scope for which this thread was reported already; not reported again while it stays there.</summary>
    public LeakScope? ReportedFor { get; set; }
}
