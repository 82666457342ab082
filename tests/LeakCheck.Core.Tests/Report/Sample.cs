using LeakCheck.Report;

namespace LeakCheck.Core.Tests.Report;

/// <summary>Survivors, reports and sources that the whole-text tests share.</summary>
internal static class Sample
{
    private static readonly Dictionary<string, string[]> s_sources = new()
    {
        ["/repo/src/PricePoller.cs"] = Lines((17, "_ = RunAsync(default);"), (29, "await PauseAsync(ct);"), (42, "await Task.Delay(_interval, ct);")),
        ["/repo/src/Cache.cs"] = Lines((21, "_timer = new Timer(Evict, null, 0, 30_000);")),
        ["/repo/src/Queue.cs"] = Lines((22, "_thread.Start();"), (40, "Loop();"), (58, "var item = _items.Take();")),
        ["/repo/tests/CacheTests.cs"] = Lines((14, "var cache = new Cache();")),
        ["/repo/tests/OrderTests.cs"] = Lines((31, "var poller = new PricePoller(feed);")),
    };

    public static SourceView View { get; } = new("/repo", path => s_sources.GetValueOrDefault(path));

    public static Survivor Poller { get; } = new()
    {
        Kind = SurvivorKind.Task,
        What = "PricePoller.RunAsync",
        State = SurvivorState.Looping,
        Fingerprint = "9f3c21d07a54",
        Method = "PricePoller.PauseAsync",
        File = "/_/src/PricePoller.cs",
        Line = 42,
        Stack = [Frame("PricePoller.PauseAsync", "/_/src/PricePoller.cs", 42), Frame("PricePoller.RunAsync", "/_/src/PricePoller.cs", 29)],
        CreatedAt =
        [
            new LeakFrame("System.Runtime.CompilerServices.AsyncMethodBuilderCore.Start"),
            Frame("PricePoller..ctor", "/_/src/PricePoller.cs", 17),
            Frame("OrderTests.Cancel_stops_polling", "/_/tests/OrderTests.cs", 31),
        ],
        Owner = "Shop.Tests.OrderTests.Cancel_stops_polling",
        WaitsFor = "the next tick of a Task.Delay, in 140 ms",
        Moves = 5,
        Token = "ct is CancellationToken.None: nothing can cancel it",
        Roots = ["timer queue -> Task.Delay -> PricePoller.RunAsync -> PricePoller"],
        HeldBytes = 3_100_000,
        TraceId = "4bf92f3577b34da6a3ce929d0e0e4736",
        SpanName = "GET /orders",
        Hint = "keep the Task, cancel its token and await it in DisposeAsync",
        Rule = "LC101",
        CanComplete = true,
        AgeMilliseconds = 2612,
    };

    public static Survivor CacheTimer { get; } = new()
    {
        Kind = SurvivorKind.Timer,
        What = "System.Threading.Timer -> Cache.Evict",
        State = SurvivorState.Scheduled,
        Fingerprint = "1b07aa53f0c2",
        Method = "Cache.Evict",
        Stack = [new LeakFrame("Cache.Evict") { IsUserCode = true }],
        CreatedAt = [Frame("Cache..ctor", "/_/src/Cache.cs", 21), Frame("CacheTests.Expires", "/_/tests/CacheTests.cs", 14)],
        Owner = "Shop.Tests.CacheTests.Expires",
        DueMilliseconds = 28_400,
        PeriodMilliseconds = 30_000,
        Roots = ["static CacheRegistry.s_all -> List<Cache>[3] -> Cache._timer"],
        Hint = "Cache is IDisposable but was not disposed: `using var cache = new Cache();`",
        Rule = "LC201",
    };

    public static Survivor Worker { get; } = new()
    {
        Kind = SurvivorKind.Thread,
        What = "worker-3",
        State = SurvivorState.Blocked,
        Fingerprint = "c4410e9917ab",
        Method = "Queue.Loop",
        File = "/_/src/Queue.cs",
        Line = 58,
        Stack =
        [
            new LeakFrame("System.Threading.Monitor.Wait"),
            new LeakFrame("System.Collections.Concurrent.BlockingCollection<T>.Take"),
            Frame("Queue.Loop", "/_/src/Queue.cs", 58),
            Frame("Queue.Run", "/_/src/Queue.cs", 40),
            new LeakFrame("System.Threading.Thread.StartCallback"),
        ],
        Owner = "Shop.Tests.QueueTests.Drains",
        WaitsFor = "an item of a BlockingCollection",
        ThreadName = "worker-3",
        ThreadId = 14,
        IsForeground = true,
        Hint = "call CompleteAdding() and Join() in Dispose, or set IsBackground",
        Rule = "LC301",
        Missing = ["the line that started it: set LEAKCHECK_CREATION_STACKS=all"],
    };

    public static Survivor Singleton { get; } = new()
    {
        Kind = SurvivorKind.Task,
        What = "Metrics.FlushLoopAsync",
        State = SurvivorState.Waiting,
        Class = SurvivorClass.ProcessWide,
        Fingerprint = "77aa01e2b3c4",
        Method = "Metrics.FlushLoopAsync",
        File = "/_/src/Metrics.cs",
        Line = 88,
        Excuse = "owned by static Metrics.s_default",
    };

    public static LeakReport Test(string scope, params Survivor[] survivors) => new()
    {
        Scope = scope,
        Kind = ScopeKind.Test,
        Survivors = survivors,
        SettleMilliseconds = 1000,
        SettleLimitMilliseconds = 1000,
        Looks = 63,
    };

    public static RunReport Run(params LeakReport[] scopes) => new()
    {
        ToolVersion = "0.1.0",
        Runtime = ".NET 8.0.11",
        Os = "Linux",
        Assembly = "Shop.Tests",
        Framework = "xUnit.net v3 4.0.2",
        StartedAt = new DateTimeOffset(2025, 3, 14, 9, 26, 53, TimeSpan.FromHours(1)),
        Duration = TimeSpan.FromMilliseconds(5123.4),
        Capabilities = [new("tasks", true, "the runtime's list of active tasks"), new("timers", true, "timer queues"), new("threads", true, "thread handles")],
        Scopes = scopes,
        ScopesChecked = 1204,
    };

    public static LeakFrame Frame(string method, string file, int line) => new(method, file, line) { IsUserCode = true };

    private static string[] Lines(params (int Line, string Text)[] known)
    {
        string[] lines = Enumerable.Repeat("// other code", 100).ToArray();
        foreach ((int line, string text) in known)
        {
            lines[line - 1] = "        " + text;
        }

        return lines;
    }
}
