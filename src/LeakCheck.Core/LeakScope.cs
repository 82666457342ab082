using System.Reflection;
using LeakCheck.Settings;

namespace LeakCheck;

/// <summary>
/// A stretch of execution whose work must not outlive it. Begun on the current flow of execution; what that flow starts, directly or through any number of hops
/// (tasks, threads, timers, queued work), belongs to it. Safe for use from many threads.
/// </summary>
public sealed class LeakScope : IDisposable
{
    private readonly LeakEngine? _engine;
    private volatile Settle.Pulse? _watch;
    private int _phase;
    private bool _armed;
    private bool _checking;
    private bool _enteredLate;

    internal LeakScope(LeakEngine? engine, string name, ScopeKind kind, EffectiveSettings settings, LeakScope? parent)
    {
        _engine = engine;
        Name = name;
        Kind = kind;
        Settings = settings;
        Parent = parent;
        FirstTaskId = engine?.Runtime.Tasks?.LastId ?? 0;
        FirstTicks = engine?.Runtime.Timers?.Now ?? 0;
    }

    private enum Phase
    {
        Open,
        Ended,
        Merged,
    }

    /// <summary>The name under which survivors are reported.</summary>
    public string Name { get; }

    /// <summary>What the scope surrounds.</summary>
    public ScopeKind Kind { get; }

    internal EffectiveSettings Settings { get; }

    /// <summary>The test method, for reports; null for a block of code.</summary>
    internal MethodInfo? Method { get; init; }

    internal LeakScope? Parent { get; }

    /// <summary>For a request: its method and route; null for every other scope.</summary>
    internal Scopes.RequestName? Request { get; init; }

    /// <summary>What its user disposes to end its work, where that is known: the factory of a server under test. Rule R3 looks for it beside the workers themselves.</summary>
    internal WeakReference<object>? Anchor { get; init; }

    /// <summary>
    /// Objects that the framework made before the scope began and disposes of after it: its fixtures. Asked on another thread, and only when something is alive. What they own is theirs, even
    /// if the scope came first to need it. Null when the framework has none, and after the check, for it keeps the test alive.
    /// </summary>
    internal Func<IReadOnlyList<object>>? Fixtures { get; set; }

    /// <summary>The last task id handed out before the scope began.</summary>
    internal int FirstTaskId { get; }

    /// <summary>The timer clock when the scope began.</summary>
    internal long FirstTicks { get; }

    /// <summary>The last task id handed out before the scope ended; the largest there is while it has not.</summary>
    internal int LastTaskId { get; private set; } = int.MaxValue;

    /// <summary>The timer clock when the scope had ended; the largest there is while it has not.</summary>
    internal long LastTicks { get; private set; } = long.MaxValue;

    /// <summary>
    /// Task ids, after the first and up to the second, that were handed out just when the check began: an async method comes into the runtime's list when it suspends for the first time, and the test
    /// may have been told before that it runs.
    /// </summary>
    internal (int After, int Last) HandedOver { get; set; }

    /// <summary>Set when some of the scope's work was excused, lives on and has moved since the scope ended: what that starts is excused as well.</summary>
    internal bool HasExcusedWork { get; set; }

    /// <summary>True once a timer was armed for the scope.</summary>
    internal bool HasArmed => Volatile.Read(ref _armed);

    /// <summary>True when something began to run for the scope after it had ended.</summary>
    internal bool HasLateEntry => Volatile.Read(ref _enteredLate);

    /// <summary>Set when the scope's survivors were reported or allowed: what still runs for it is not reported again.</summary>
    internal bool IsAnswered { get; set; }

    /// <summary>True from the end of the scope until its check has given its verdict: its work is nobody else's to judge.</summary>
    internal bool IsBeingChecked => Volatile.Read(ref _checking);

    internal bool HasEnded => Volatile.Read(ref _phase) != (int)Phase.Open;

    /// <summary>The scope that answers for work started here. A request never does, not even while it is handled; null when no test answers for it either.</summary>
    internal LeakScope? Effective
    {
        get
        {
            LeakScope? scope = this;
            while (scope is not null && (scope.Kind == ScopeKind.Request || Volatile.Read(ref scope._phase) == (int)Phase.Merged))
            {
                scope = scope.Parent;
            }

            return scope;
        }
    }

    /// <summary>Begins a scope on the current flow of execution.</summary>
    /// <param name="name">The name under which survivors are reported.</param>
    /// <param name="options">How to check; null for the settings of the process.</param>
    /// <returns>The scope. End it with <see cref="CheckAsync"/>; dispose it in any case.</returns>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    /// <exception cref="LeakSettingsException">An option has a value that is not allowed.</exception>
    public static LeakScope Begin(string name, LeakOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        LeakEngine engine = LeakEngine.Current;
        return engine.Begin(name, ScopeKind.Block, engine.SettingsOf(options));
    }

    /// <summary>
    /// Ends the scope, waits for what is still alive to end (up to <see cref="LeakOptions.SettleMilliseconds"/>, not at all when nothing is), and reports what is left.
    /// Never throws for a leak.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait early; the verdict is then given on what is alive at that moment.</param>
    /// <returns>The frozen report.</returns>
    /// <exception cref="InvalidOperationException">The scope was checked or disposed before.</exception>
    public ValueTask<LeakReport> CheckAsync(CancellationToken cancellationToken = default)
    {
        EndForCheck();
        return _engine is null ? new(new LeakReport { Scope = Name, Kind = Kind }) : _engine.CheckAsync(this, cancellationToken);
    }

    /// <summary>Runs a delegate with no owner: for lazily started, deliberately process-wide things. What it starts is nobody's and never a scope's leak.</summary>
    /// <param name="start">Starts the shared thing. May return a task; what runs after its first await has no owner either.</param>
    /// <typeparam name="T">What it returns.</typeparam>
    /// <returns>What <paramref name="start"/> returned.</returns>
    public static T Detached<T>(Func<T> start)
    {
        ArgumentNullException.ThrowIfNull(start);
        LeakEngine engine = LeakEngine.Current;
        Scopes.ScopeMarker marker = engine.Marker;
        LeakScope? before = marker.Current;
        marker.Current = engine.Nobody;
        try
        {
            return start();
        }
        finally
        {
            marker.Current = before;
        }
    }

    /// <inheritdoc cref="Detached{T}"/>
    public static void Detached(Action start)
    {
        ArgumentNullException.ThrowIfNull(start);
        Detached<object?>(() =>
        {
            start();
            return null;
        });
    }

    /// <summary>Ends the scope. When it was never checked, its work belongs to the scope around it.</summary>
    public void Dispose()
    {
        if (Interlocked.CompareExchange(ref _phase, (int)(Parent is null ? Phase.Ended : Phase.Merged), (int)Phase.Open) == (int)Phase.Open)
        {
            Leave();
        }
    }

    /// <summary>Makes the current flow of execution run for this scope again: for work that a later callback of the same owner does.</summary>
    internal void Enter()
    {
        if (_engine is { } engine)
        {
            engine.Marker.Current = this;
        }
    }

    /// <summary>Ends the scope for a check, which must say <see cref="Checked"/> when it has given its verdict.</summary>
    internal void EndForCheck()
    {
        Volatile.Write(ref _checking, true);
        LastTaskId = _engine?.Runtime.Tasks?.LastId ?? int.MaxValue;
        LastTicks = _engine?.Runtime.Timers?.Now ?? long.MaxValue;
        End();
    }

    /// <summary>The check has given its verdict.</summary>
    internal void Checked()
    {
        Fixtures = null;
        Volatile.Write(ref _checking, false);
    }

    /// <summary>Ends the scope: what starts for it from now on is late.</summary>
    internal void End()
    {
        if (Interlocked.CompareExchange(ref _phase, (int)Phase.Ended, (int)Phase.Open) != (int)Phase.Open)
        {
            throw new InvalidOperationException($"The scope '{Name}' has ended already: check it once, before it is disposed.");
        }

        Leave();
    }

    /// <summary>A timer was armed for the scope, and so for those that may answer for it. Called inside a timer queue's lock.</summary>
    internal void NoteArming()
    {
        for (LeakScope? scope = this; scope is not null; scope = scope.Parent)
        {
            Volatile.Write(ref scope._armed, true);
        }
    }

    /// <summary>A thread began to run for the scope.</summary>
    internal void NoteEntry()
    {
        if (Effective is { } scope && Volatile.Read(ref scope._phase) == (int)Phase.Ended && !scope._enteredLate)
        {
            Volatile.Write(ref scope._enteredLate, true);
        }
    }

    /// <summary>A thread stopped running for the scope: something may have ended.</summary>
    internal void Pulse() => Effective?._watch?.Set();

    internal void Watch(Settle.Pulse? pulse) => _watch = pulse;

    private void Leave()
    {
        if (_engine is { } engine && ReferenceEquals(engine.Marker.Current, this))
        {
            engine.Marker.Current = Parent;
        }
    }
}
