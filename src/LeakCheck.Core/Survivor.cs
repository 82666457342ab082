namespace LeakCheck;

/// <summary>What sort of work a survivor is.</summary>
public enum SurvivorKind
{
    /// <summary>A task or async method.</summary>
    Task,

    /// <summary>An armed timer.</summary>
    Timer,

    /// <summary>A thread, a busy pool thread or a registered wait.</summary>
    Thread,
}

/// <summary>What the survivor did while it was watched.</summary>
public enum SurvivorState
{
    /// <summary>An async method stands at the same await.</summary>
    Waiting,

    /// <summary>It moved on while it was watched: it runs in a loop.</summary>
    Looping,

    /// <summary>It executes code now.</summary>
    Running,

    /// <summary>It will run later: an armed timer or queued work.</summary>
    Scheduled,

    /// <summary>Its thread is blocked in a wait.</summary>
    Blocked,

    /// <summary>Proved by garbage collection: nothing in the process can complete it.</summary>
    Orphan,
}

/// <summary>What a survivor means for the verdict. Only <see cref="Leak"/> fails by default.</summary>
public enum SurvivorClass
{
    /// <summary>The owner's own work, still alive after settling.</summary>
    Leak,

    /// <summary>A singleton that the owner happened to start first; held by a static field, or born in a static constructor.</summary>
    ProcessWide,

    /// <summary>Known background work of a third-party package.</summary>
    Library,

    /// <summary>Excused by <c>[AllowLeaks]</c>.</summary>
    Allowed,

    /// <summary>Excused by an ignore rule.</summary>
    Ignored,

    /// <summary>Listed in the baseline file.</summary>
    Baseline,

    /// <summary>Within the tolerance of its scope.</summary>
    Tolerated,
}

/// <summary>One line of a stack. <see cref="File"/> and <see cref="Line"/> are absent when no portable PDB describes the method.</summary>
/// <param name="Method">Readable name: <c>Type.Method</c>, as written in the source.</param>
/// <param name="File">Path as recorded in the PDB.</param>
/// <param name="Line">Line number, 1 or more.</param>
public sealed record LeakFrame(string Method, string? File = null, int? Line = null)
{
    /// <summary>Simple name of the assembly that declares the method, where known.</summary>
    public string? Assembly { get; init; }

    /// <summary>True when the method belongs to the program or its tests, not to a package, a framework or the runtime.</summary>
    public bool IsUserCode { get; init; }
}

/// <summary>
/// Work that outlived its scope, frozen: names, lines, counts and times only, never an object of the program. Immutable.
/// </summary>
public sealed record Survivor
{
    /// <summary>Task, timer or thread.</summary>
    public required SurvivorKind Kind { get; init; }

    /// <summary>What it is, in a few words: <c>PricePoller.RunAsync</c>, <c>System.Threading.Timer -> Cache.Evict</c>, <c>worker-3</c>.</summary>
    public required string What { get; init; }

    /// <summary>What it did while it was watched.</summary>
    public required SurvivorState State { get; init; }

    /// <summary>What it means for the verdict.</summary>
    public SurvivorClass Class { get; init; }

    /// <summary>Stable across runs and across edits elsewhere: made of kind, methods and state numbers; no line numbers, addresses or ids.</summary>
    public string Fingerprint { get; init; } = "";

    /// <summary>The method that stands at the await or the blocking call, in the user's code where there is any.</summary>
    public string? Method { get; init; }

    /// <summary>Source file of <see cref="Method"/>'s stuck line.</summary>
    public string? File { get; init; }

    /// <summary>Line of the await or blocking call at which it stands.</summary>
    public int? Line { get; init; }

    /// <summary>The logical stack: the stuck line first, then who awaits it, outwards; for threads and blocked work the thread's own stack.</summary>
    public IReadOnlyList<LeakFrame> Stack { get; init; } = [];

    /// <summary>The stack that armed or started it, where it is known. Timers: always, unless switched off.</summary>
    public IReadOnlyList<LeakFrame> CreatedAt { get; init; } = [];

    /// <summary>Name of the scope that started it; null when it was started outside every scope.</summary>
    public string? Owner { get; init; }

    /// <summary>Method and route of the request whose handling started it, for example <c>GET /orders/{id}</c>; null when it was not started by a request to a server under test.</summary>
    public string? Request { get; init; }

    /// <summary>What it waits for, in plain words, where it is known.</summary>
    public string? WaitsFor { get; init; }

    /// <summary>True for an async method or started task that no code awaits: its <see cref="System.Threading.Tasks.Task"/> was discarded.</summary>
    public bool IsDiscarded { get; init; }

    /// <summary>False: nothing can complete it. True: something in the process can. Null: not known.</summary>
    public bool? CanComplete { get; init; }

    /// <summary>Paths that hold it, each from a static field or another root.</summary>
    public IReadOnlyList<string> Roots { get; init; } = [];

    /// <summary>Id of the diagnosis rule that names the cause, for example <c>LC101</c>.</summary>
    public string? Rule { get; init; }

    /// <summary>What to do about it, in one sentence.</summary>
    public string? Hint { get; init; }

    /// <summary>Why it does not count, when <see cref="Class"/> is not <see cref="SurvivorClass.Leak"/>.</summary>
    public string? Excuse { get; init; }

    /// <summary>Equal survivors that this entry stands for (count, 1 or more).</summary>
    public int Count { get; init; } = 1;

    /// <summary>Time since it was first seen or armed, in milliseconds.</summary>
    public double? AgeMilliseconds { get; init; }

    /// <summary>Timers: milliseconds until the next tick.</summary>
    public double? DueMilliseconds { get; init; }

    /// <summary>Timers: milliseconds between ticks; null when it fires once.</summary>
    public double? PeriodMilliseconds { get; init; }

    /// <summary>Threads: the name, where it has one.</summary>
    public string? ThreadName { get; init; }

    /// <summary>Threads: the managed thread id.</summary>
    public int? ThreadId { get; init; }

    /// <summary>Threads: true when the thread keeps the process alive.</summary>
    public bool? IsForeground { get; init; }

    /// <summary>How often it moved on while it was watched (count).</summary>
    public int Moves { get; init; }

    /// <summary>The cancellation token it was given, in words, where it could be read.</summary>
    public string? Token { get; init; }

    /// <summary>W3C trace id of the activity that was current when it was started, where there was one.</summary>
    public string? TraceId { get; init; }

    /// <summary>Name of that activity.</summary>
    public string? SpanName { get; init; }

    /// <summary>Bytes that only it holds; known after a deep look only.</summary>
    public long? HeldBytes { get; init; }

    /// <summary>What could not be found out, one sentence each (no PDB, diagnostics switched off).</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];
}
