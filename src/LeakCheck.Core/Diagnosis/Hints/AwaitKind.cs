namespace LeakCheck.Diagnosis.Hints;

/// <summary>What an async method waits for.</summary>
internal enum AwaitKind
{
    /// <summary>Nothing that could be read.</summary>
    Unknown,

    /// <summary><c>Task.Delay</c>.</summary>
    Delay,

    /// <summary><c>SemaphoreSlim.WaitAsync</c>.</summary>
    Semaphore,

    /// <summary>An item of a channel.</summary>
    ChannelItem,

    /// <summary>Room in a bounded channel.</summary>
    ChannelRoom,

    /// <summary><c>PeriodicTimer.WaitForNextTickAsync</c>.</summary>
    PeriodicTimer,

    /// <summary>Data from, or room in, a <c>System.IO.Pipelines</c> pipe.</summary>
    Pipe,

    /// <summary>A connection to accept.</summary>
    SocketAccept,

    /// <summary>Data from a socket.</summary>
    SocketData,

    /// <summary>Any other operation of a socket.</summary>
    SocketOther,

    /// <summary>Data from, or room in, a pipe of the operating system: a process's output or input.</summary>
    ProcessPipe,

    /// <summary>A request to a <c>System.Net.HttpListener</c>.</summary>
    HttpRequest,

    /// <summary><c>Task.WhenAll</c>.</summary>
    WhenAll,

    /// <summary><c>Task.WhenAny</c>.</summary>
    WhenAny,

    /// <summary><c>Task.WaitAsync</c>.</summary>
    WaitAsync,

    /// <summary>A task without code: a <c>TaskCompletionSource</c>'s.</summary>
    Promise,

    /// <summary>Nothing any more: what it awaits has completed, but the method has not gone on.</summary>
    Completed,

    /// <summary><c>Task.Yield</c>: its turn, which nobody gives it.</summary>
    Yield,
}
