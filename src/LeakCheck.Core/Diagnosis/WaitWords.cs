using LeakCheck.Diagnosis.Hints;
using LeakCheck.Report;
using LeakCheck.RuntimeInternals.Contracts;

namespace LeakCheck.Diagnosis;

/// <summary>What a survivor waits for, in plain words.</summary>
internal static class WaitWords
{
    /// <summary>What an async method waits for; null when it is not known.</summary>
    /// <param name="kind">The operation.</param>
    /// <param name="timer">The timer that will end it, where there is one.</param>
    public static string? Of(AwaitKind kind, TimerEntry? timer = null) => kind switch
    {
        AwaitKind.Delay => "a Task.Delay" + (timer is { } delay ? " of " + Words.Duration(delay.DueMilliseconds) : ""),
        AwaitKind.Semaphore => "a SemaphoreSlim with count 0",
        AwaitKind.ChannelItem => "an item in a channel",
        AwaitKind.ChannelRoom => "room in a channel",
        AwaitKind.PeriodicTimer => "the next tick of a PeriodicTimer" + (timer is { PeriodMilliseconds: { } period } ? ", every " + Words.Duration(period) : ""),
        AwaitKind.Pipe => "data from a Pipe",
        AwaitKind.SocketAccept => "a connection to a listening socket",
        AwaitKind.SocketData => "data from a socket",
        AwaitKind.SocketOther => "a socket",
        AwaitKind.ProcessPipe => "data from a pipe, such as a process's output",
        AwaitKind.HttpRequest => "a request to an HttpListener",
        AwaitKind.WhenAll => "all tasks of a Task.WhenAll",
        AwaitKind.WhenAny => "the first task of a Task.WhenAny",
        AwaitKind.WaitAsync => "a task, with a timeout or token (WaitAsync)",
        AwaitKind.Promise => "a TaskCompletionSource or task without code",
        AwaitKind.Completed => "its turn: what it awaited is over, but nobody ran its continuation",
        AwaitKind.Yield => "its turn: nobody ran the continuation of its Task.Yield",
        _ => null,
    };

    /// <summary>What a blocked thread waits for: the call as <see cref="WaitReasons"/> names it, explained where the name does not say it.</summary>
    public static string? OfCall(string? blockedIn) => blockedIn switch
    {
        "BlockingCollection.Take" or "BlockingCollection.GetConsumingEnumerable" => $"an item of a BlockingCollection ({blockedIn})",
        "BlockingCollection.Add" => "room in a BlockingCollection (BlockingCollection.Add)",
        WaitReasons.BlockingEnumerable => $"the next item of an IAsyncEnumerable ({blockedIn})",
        "Socket accept" => "a connection to a listening socket (Socket accept)",
        "Socket receive" => "data from a socket (Socket receive)",
        "SemaphoreSlim.Wait" => "a SemaphoreSlim with count 0 (SemaphoreSlim.Wait)",
        _ => blockedIn,
    };
}
