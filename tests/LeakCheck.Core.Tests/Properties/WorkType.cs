namespace LeakCheck.Core.Tests.Properties;

/// <summary>What a random program can start. Each is one survivor with one right answer.</summary>
internal enum WorkType
{
    /// <summary>An async method that awaits a source which the program holds.</summary>
    OnSource,

    /// <summary>An async method that awaits another one, which awaits a source.</summary>
    Chain,

    /// <summary>An async method in an endless delay with a token.</summary>
    Delay,

    /// <summary>An async method that goes round with short delays.</summary>
    DelayLoop,

    /// <summary>An async loop that was handed to the pool and waits at a gate.</summary>
    RunLoop,

    /// <summary>A loop round a periodic timer.</summary>
    Periodic,

    /// <summary>A timer that is due in an hour.</summary>
    FarTimer,

    /// <summary>A timer that ticks every few milliseconds.</summary>
    TickingTimer,

    /// <summary>A cancellation source with a timeout.</summary>
    SourceWithTimeout,

    /// <summary>A task that blocks its pool thread.</summary>
    RunBlocked,

    /// <summary>A task that blocks a thread of its own.</summary>
    LongRunning,

    /// <summary>Queued work that blocks its pool thread.</summary>
    QueueBlocked,

    /// <summary>A thread that is blocked.</summary>
    OwnThread,

    /// <summary>A wait registered with the pool.</summary>
    RegisteredWait,
}
