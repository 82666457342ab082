namespace LeakCheck.Diagnosis;

/// <summary>Why a thread does not run.</summary>
/// <param name="Reason">
/// The call that blocks, in the words of its caller: <c>Thread.Sleep</c>, <c>BlockingCollection.Take</c>, <c>Socket receive</c>; null when it
/// does not wait in a call that we know.
/// </param>
/// <param name="FirstFrame">Index of the innermost frame that is not part of the waiting itself; the number of frames when all are.</param>
internal sealed record WaitReason(string? Reason, int FirstFrame);

/// <summary>
/// Reads from the innermost frames of a thread what it waits for. Goes outwards while frames belong to a known way of waiting, and names the outermost:
/// a <c>BlockingCollection</c> waits in a <c>SemaphoreSlim</c>, which waits in a <c>Monitor</c>. Pure.
/// </summary>
internal static class WaitReasons
{
    /// <summary>What .NET 8 and 9 leave us to say of the two waits of which they show no frame.</summary>
    internal const string WithoutFrame = "lock (Monitor.Enter) or Thread.Join";

    internal const string MonitorEnter = "lock (Monitor.Enter)";
    internal const string LockEnter = "lock (Lock.Enter)";
    internal const string ThreadJoin = "Thread.Join";

    internal const string BlockingEnumerable = "ToBlockingEnumerable";

    // Methods are matched by the start of their names. Without a reason a frame is only passed.
    private static readonly IReadOnlyList<Rule> Rules =
    [
        new("Thread", "Sleep", "Thread.Sleep"),
        new("Thread", "UninterruptibleSleep", null),
        new("Thread", "Join", ThreadJoin),
        new("SpinWait", "SpinUntil", "SpinWait.SpinUntil"),
        new("SpinWait", "", null),
        new("Monitor", "Wait", "Monitor.Wait"),
        new("Monitor", "ObjWait", "Monitor.Wait"),
        new("Monitor", "Enter", MonitorEnter),
        new("Monitor", "ReliableEnter", MonitorEnter),
        new("Monitor", "TryEnter", "Monitor.TryEnter"),
        new("Monitor", "ReliableTryEnter", "Monitor.TryEnter"),
        new("Lock", "Enter", LockEnter),
        new("Lock", "TryEnter", LockEnter),
        new("Condition", "Wait", null),
        new("WaitSubsystem", "", null),
        new("WaitHandle", "WaitOne", "WaitHandle.WaitOne"),
        new("WaitHandle", "WaitAny", "WaitHandle.WaitAny"),
        new("WaitHandle", "WaitAll", "WaitHandle.WaitAll"),
        new("WaitHandle", "WaitMultiple", "WaitHandle.WaitAny"),
        new("WaitHandle", "SignalAndWait", "WaitHandle.SignalAndWait"),
        new("ManualResetEventSlim", "Wait", "ManualResetEventSlim.Wait"),
        new("SemaphoreSlim", "", "SemaphoreSlim.Wait"),
        new("CountdownEvent", "Wait", "CountdownEvent.Wait"),
        new("Barrier", "", "Barrier.SignalAndWait"),
        new("ReaderWriterLockSlim", "", "ReaderWriterLockSlim"),
        new("ReaderWriterLock", "", "ReaderWriterLock"),
        new("Task", "WaitAll", "Task.WaitAll"),
        new("Task", "WaitAny", "Task.WaitAny"),
        new("Task", "Wait", "Task.Wait"),
        new("Task", "InternalWait", "Task.Wait"),
        new("Task", "SpinThenBlockingWait", "Task.Wait"),
        new("Task", "GetResultCore", "Task.Result"),
        new("Task", "get_Result", "Task.Result"),
        new("TaskAwaiter", "", "Task.GetAwaiter().GetResult"),
        new("ValueTaskAwaiter", "GetResult", "ValueTask.GetAwaiter().GetResult"),
        new("ConfiguredTaskAwaitable", "ConfiguredTaskAwaiter.GetResult", "Task.GetAwaiter().GetResult"),
        new("TaskAsyncEnumerableExtensions", "", BlockingEnumerable),
        new("BlockingCollection", "Take", "BlockingCollection.Take"),
        new("BlockingCollection", "TryTake", "BlockingCollection.Take"),
        new("BlockingCollection", "Add", "BlockingCollection.Add"),
        new("BlockingCollection", "TryAdd", "BlockingCollection.Add"),
        new("BlockingCollection", "GetConsumingEnumerable", "BlockingCollection.GetConsumingEnumerable"),
        new("Parallel", "", "Parallel"),
        new("Process", "WaitForExit", "Process.WaitForExit"),
        new("ProcessWaitState", "WaitForExit", "Process.WaitForExit"),
        new("Console", "Read", "Console input"),
        new("ConsolePal", "", null),
        new("StdInReader", "", null),
        new("SyncTextReader", "Read", null),
        new("UnixConsoleStream", "Read", null),
        new("ConsoleStream", "Read", null),
        new("SocketPal", "Accept", "Socket accept"),
        new("SocketPal", "TryCompleteAccept", "Socket accept"),
        new("SocketPal", "", null),
        new("SocketAsyncContext", "", null),
        new("SafeSocketHandle", "", null),
        new("Socket", "Accept", "Socket accept"),
        new("Socket", "Receive", "Socket receive"),
        new("Socket", "Send", "Socket send"),
        new("Socket", "Connect", "Socket connect"),
        new("Socket", "DoConnect", "Socket connect"),
        new("Socket", "Poll", "Socket poll"),
        new("Socket", "Select", "Socket select"),
        new("TcpListener", "Accept", "Socket accept"),
        new("UdpClient", "Receive", "Socket receive"),
        new("NetworkStream", "Read", "Socket receive"),
        new("NetworkStream", "Write", "Socket send"),
        new("Dns", "GetHost", "name resolution"),
        new("NameResolutionPal", "", null),
        new("RandomAccess", "Read", "file read"),
        new("PipeStream", "Read", "pipe read"),
        new("NamedPipeServerStream", "WaitForConnection", "pipe connection"),
        new("AnonymousPipeServerStream", "Read", "pipe read"),
        new("Interop", "", null),
        new("LowLevelMonitor", "", null),
        new("LowLevelLock", "", null),
    ];

    private static readonly ILookup<string, Rule> ByType = Rules.ToLookup(r => r.Type);

    /// <summary>Why this thread waits.</summary>
    /// <param name="frames">Its stack, innermost first.</param>
    /// <param name="waits">
    /// True when <see cref="Thread.ThreadState"/> says that it waits. On .NET 8 and 9 a thread that waits for a <c>lock</c> or in <c>Join</c> shows
    /// no frame of it: this tells it from one that runs.
    /// </param>
    public static WaitReason Of(IReadOnlyList<ThreadFrame> frames, bool waits = false)
    {
        string? reason = null;
        int at = 0;
        while (at < frames.Count && Match(frames[at]) is { } rule)
        {
            reason = rule.Reason ?? reason;
            at++;
        }

        return new WaitReason(at == 0 && waits && frames.Count > 0 ? WithoutFrame : reason, at);
    }

    /// <summary>True for a pool thread that waits for work, or another thread of the pool's own: not a survivor.</summary>
    public static bool IsIdlePoolThread(IReadOnlyList<ThreadFrame> frames) =>
        frames.Count > 0 && frames.All(f => IsFramework(f) && TypeOf(f) is "LowLevelLifoSemaphore" or "LowLevelMonitor" or "LowLevelLock" or "WaitHandle"
            or "PortableThreadPool" or "Thread" or "Interop" or "Monitor" or "AutoResetEvent" or "WaitSubsystem" or "SpinWait")
        && frames.Any(f => TypeOf(f) == "PortableThreadPool");

    /// <summary>True when the reason is a lock that another thread holds.</summary>
    public static bool IsLock(string? reason) => reason is MonitorEnter or LockEnter;

    private static Rule? Match(ThreadFrame frame)
    {
        if (!IsFramework(frame))
        {
            return null;
        }

        string name = frame.Display.Method;
        int dot = name.IndexOf('.', StringComparison.Ordinal);
        return dot < 0 ? null : ByType[name[..dot]].FirstOrDefault(r => name.AsSpan(dot + 1).StartsWith(r.Method));
    }

    private static string TypeOf(ThreadFrame frame) => frame.Display.Method.Split('.')[0];

    // Names are short ones: a class of the user's called Monitor is told apart by its assembly.
    private static bool IsFramework(ThreadFrame frame) =>
        !frame.Display.IsUserCode && frame.Display.Assembly?.StartsWith("System.", StringComparison.Ordinal) == true;

    private sealed record Rule(string Type, string Method, string? Reason);
}
