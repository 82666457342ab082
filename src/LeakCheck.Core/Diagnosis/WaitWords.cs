using LeakCheck.Diagnosis.Hints;

namespace LeakCheck.Diagnosis;

/// <summary>What a survivor waits for, in plain words.</summary>
internal static class WaitWords
{
    /// <summary>What an async method waits for; null when it is not known.</summary>
    public static string? Of(AwaitKind kind) => kind switch
    {
        AwaitKind.Delay => "a Task.Delay",
        AwaitKind.Semaphore => "a SemaphoreSlim with count 0",
        AwaitKind.ChannelItem => "an item in a channel",
        AwaitKind.ChannelRoom => "room in a channel",
        AwaitKind.PeriodicTimer => "the next tick of a PeriodicTimer",
        AwaitKind.Pipe => "data from a Pipe",
        AwaitKind.SocketAccept => "a connection to a listening socket",
        AwaitKind.SocketData => "data from a socket",
        AwaitKind.SocketOther => "a socket",
        AwaitKind.WhenAll => "all tasks of a Task.WhenAll",
        AwaitKind.WhenAny => "the first task of a Task.WhenAny",
        AwaitKind.WaitAsync => "a task, with a timeout or token (WaitAsync)",
        AwaitKind.Promise => "a TaskCompletionSource or task without code",
        _ => null,
    };

    /// <summary>What a blocked thread waits for: the call as <see cref="WaitReasons"/> names it, explained where the name does not say it.</summary>
    public static string? OfCall(string? blockedIn) => blockedIn switch
    {
        "BlockingCollection.Take" or "BlockingCollection.GetConsumingEnumerable" => $"an item of a BlockingCollection ({blockedIn})",
        "BlockingCollection.Add" => "room in a BlockingCollection (BlockingCollection.Add)",
        "Socket accept" => "a connection to a listening socket (Socket accept)",
        "Socket receive" => "data from a socket (Socket receive)",
        "SemaphoreSlim.Wait" => "a SemaphoreSlim with count 0 (SemaphoreSlim.Wait)",
        "Task.Wait" or "Task.Result" or "Task.GetAwaiter().GetResult" or "Task.WaitAll" or "Task.WaitAny" => $"a task, blocking its thread ({blockedIn})",
        _ => blockedIn,
    };
}
