using System.Reflection;
using LeakCheck.Diagnosis;
using LeakCheck.Diagnosis.Deep;
using LeakCheck.Diagnosis.Hints;
using LeakCheck.Probes;
using LeakCheck.Report;
using LeakCheck.Rules;
using LeakCheck.Rules.StaticOwnership;
using LeakCheck.RuntimeInternals;
using LeakCheck.RuntimeInternals.Clr;
using LeakCheck.Scopes;
using LeakCheck.Settings;
using LeakCheck.Settle;

namespace LeakCheck;

/// <summary>
/// The engine: probes, scopes, rules, settling, diagnosis and report, put together once per process, because the runtime's lists exist once per process.
/// Safe for use from many threads.
/// </summary>
internal sealed class LeakEngine
{
    private static readonly Lazy<LeakEngine> s_current = new(Create);

    private readonly TaskProbe? _tasks;
    private readonly TimerProbe? _timers;
    private readonly WaitProbe? _waits;
    private readonly Lazy<Baseline?> _baseline;
    private readonly Lazy<Freezer> _freezer;
    private readonly SourceLines _lines;
    private readonly StackFrames _stacks;
    private readonly ThreadStarts? _threadStarts;
    private readonly Settler _settler;
    private readonly ScopeCheck _check;
    private int _announced;

    private LeakEngine(Configuration configuration, IReadOnlyCollection<string> missing)
    {
        RunSettings settings = configuration.Run;
        Configuration = configuration;
        _baseline = new(() => settings.Baseline is { } path ? Baseline.Load(path, AssemblyName, settings.BaselineUpdate) : null);
        Runtime = RuntimeView.Bind(missing);
        Marker = new ScopeMarker();
        Origins = new CodeOrigins([]);
        Noise = new Noise(Origins, Runtime.Shapes);
        Reported = new Reported();
        Armings = new TimerArmings(Marker, settings.CreationStacks != CreationStacks.Off, PruneArmings);
        Starts = settings.CreationStacks == CreationStacks.All ? new TaskStarts(LiveTaskIds) : null;
        _lines = new SourceLines(assembly => Origins.Of(assembly) == CodeOrigin.User);
        _stacks = new StackFrames(_lines, assembly => Origins.Of(assembly) is CodeOrigin.Framework or CodeOrigin.Self);
        _threadStarts = settings.CreationStacks == CreationStacks.All ? new ThreadStarts(_lines, _stacks) : null;
        Nobody = new LeakScope(null, "detached", ScopeKind.Block, EffectiveSettings.Default, null);

        SelfTest.Run(this);

        if (Runtime.Contexts is { } contexts)
        {
            var attribution = new Attribution(Runtime.Shapes, contexts, Marker.Key);
            _tasks = Runtime is { Tasks: { } table, Shapes: not null } ? new TaskProbe(table, attribution, Noise, Reported) : null;
            _timers = Runtime.Timers is { } queues ? new TimerProbe(queues, Armings, attribution, Noise, Reported) : null;
            _waits = Runtime.Waits is { } waits ? new WaitProbe(waits, attribution, Reported) : null;
        }

        _freezer = new(CreateFreezer);
        Table = new TaskTableCare(Runtime.Tasks, Runtime.Contexts is { } c ? new Attribution(Runtime.Shapes, c, Marker.Key) : null);
        ClrFieldReader fields = ClrFieldReader.Instance;
        var statics = new StaticOwnerSearch(Origins, fields);
        Runtime.Note(new Capability("static-owners", statics.IsComplete, statics.Detail));
        Limit = new LiveLimit(this);
        Deep = settings.Deep ? new DeepLook(new SourceLines(), ToolLocation.Tool()) : null;
        _settler = new Settler(this);
        _check = new ScopeCheck(this, _settler, new Verdicts(statics, new OwnershipTargets(Origins, fields), new Growth(), configuration.RuleUse, settings));
    }

    public static LeakEngine Current
    {
        get
        {
            LeakEngine engine = s_current.Value;
            if (Volatile.Read(ref engine._announced) == 0)
            {
                engine.Announce();
            }

            return engine;
        }
    }

    /// <summary>True once the engine was started: before that nothing of the process has been touched.</summary>
    public static bool IsStarted => s_current.IsValueCreated;

    public Configuration Configuration { get; }

    public RunSettings RunSettings => Configuration.Run;

    public RuntimeView Runtime { get; }

    public ScopeMarker Marker { get; }

    public CodeOrigins Origins { get; }

    public Noise Noise { get; }

    public Reported Reported { get; }

    public TimerArmings Armings { get; }

    /// <summary>Where each task was started; null unless asked for.</summary>
    public TaskStarts? Starts { get; }

    /// <summary>Put together when something is alive.</summary>
    public Freezer Freezer => _freezer.Value;

    public TaskTableCare Table { get; }

    /// <summary>The soft limit on live work.</summary>
    public LiveLimit Limit { get; }

    /// <summary>Reads this process from outside when there are leaks; null unless asked for.</summary>
    public DeepLook? Deep { get; }

    /// <summary>Threads that no scope knows.</summary>
    public UnownedThreads UnownedThreads { get; } = new();

    /// <summary>The leaks that a legacy suite is known to have; null when no baseline is set.</summary>
    public Baseline? Baseline => _baseline.Value;

    /// <summary>Simple name of the test assembly. An adapter sets it before the first check.</summary>
    public string AssemblyName { get; set; } = Assembly.GetEntryAssembly()?.GetName().Name ?? "unknown";

    /// <summary>Stands for "nobody's, on purpose": what runs for it is never reported.</summary>
    public LeakScope Nobody { get; }

    public EffectiveSettings SettingsOf(LeakOptions? options) => Configuration.Resolver.Of(options, RunSettings);

    /// <summary>Begins a scope on the current flow.</summary>
    public LeakScope Begin(string name, ScopeKind kind, EffectiveSettings settings, MethodInfo? method = null)
    {
        LeakScope? parent = Marker.Current;
        var scope = new LeakScope(this, name, kind, settings, ReferenceEquals(parent, Nobody) ? null : parent) { Method = method };
        Marker.Current = scope;
        if (settings is { MaxLive: > 0, Enabled: true })
        {
            Limit.Add(scope);
        }

        return scope;
    }

    /// <summary>Begins the scope of a request on the current flow. It is never checked by itself: its work is its test's from the first moment.</summary>
    /// <param name="name">Its method and route.</param>
    /// <param name="test">The scope that answers for it; null when it is not known whose request it is.</param>
    public LeakScope BeginRequest(RequestName name, LeakScope? test)
    {
        var scope = new LeakScope(this, name.Text, ScopeKind.Request, test?.Settings ?? EffectiveSettings.Default, test) { Request = name };
        Marker.Current = scope;
        return scope;
    }

    /// <summary>Begins the scope of a server under test on the current flow: kept apart from the test that happened to start it.</summary>
    /// <param name="name">Which server, and who started it.</param>
    /// <param name="starter">The test that started it; null when it was started outside every test.</param>
    /// <param name="anchor">What its user disposes to stop it.</param>
    public LeakScope BeginServer(string name, LeakScope? starter, WeakReference<object> anchor)
    {
        var scope = new LeakScope(this, name, ScopeKind.Block, starter?.Settings ?? SettingsOf(null), starter) { Anchor = anchor };
        Marker.Current = scope;
        return scope;
    }

    public ValueTask<LeakReport> CheckAsync(LeakScope scope, CancellationToken cancellationToken) => _check.RunAsync(scope, cancellationToken);

    public LeakReport Check(LeakScope scope) => _check.Run(scope);

    /// <summary>Sweeps the process.</summary>
    public Task<LeakReport> SweepAsync(EffectiveSettings settings, SweepReach reach) => _check.SweepAsync(settings, reach);

    /// <summary>Adds everything alive that the target wants.</summary>
    public void Look(LookTarget target, Sightings into)
    {
        Sightings.BeginLook();
        try
        {
            Probe(target, into);
        }
        finally
        {
            Sightings.EndLook();
        }
    }

    private void Probe(LookTarget target, Sightings into)
    {
        if ((target.Kinds & WorkKinds.Threads) != 0)
        {
            ThreadProbe.Look(target, Noise, into);
            _waits?.Look(target, into);
        }

        if ((target.Kinds & WorkKinds.Tasks) != 0)
        {
            _tasks?.Look(target, into);
        }

        if ((target.Kinds & WorkKinds.Timers) != 0)
        {
            _timers?.Look(target, into);
        }
    }

    private static LeakEngine Create()
    {
        var missing = (AppContext.GetData("LeakCheck.SimulateMissing") as string)?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
        return OwnThread.Run(() => new LeakEngine(Configuration.Current, missing));
    }

    /// <summary>Says once what is not available. Not while the engine is being created: the program's own writer may stand behind standard error, and others would wait for it.</summary>
    private void Announce()
    {
        if (Interlocked.Exchange(ref _announced, 1) != 0)
        {
            return;
        }

        foreach (Capability lost in Runtime.Capabilities.Where(c => !c.Available))
        {
            StandardStreams.WriteErrorLine($"LeakCheck: {lost.Name} not available on {System.Runtime.InteropServices.RuntimeInformation.FrameworkDescription}: {lost.Detail}");
        }
    }

    private Freezer CreateFreezer()
    {
        var frames = new CodeFrames(_lines, Origins);
        IReadOnlyList<LeakFrame> StartedAt(int task) => Starts?.Find(task) is { } stack ? _stacks.Of(stack) : [];
        var facts = new FactCollector(Origins, ClrFieldReader.Instance, _lines);
        TimerFreezer? timers = Runtime.Timers is { } queues ? new TimerFreezer(queues, _stacks, Origins, Noise, facts) : null;
        TaskFreezer? tasks = Runtime.Shapes is { } shapes
            ? new TaskFreezer(shapes, frames, Origins, timers, _lines, new ActivityWords(Runtime.Contexts), facts, StartedAt)
            : null;
        return new Freezer(Runtime.Shapes, new ThreadStacks(_lines), _lines, frames, tasks, timers, new ThreadFreezer(Origins, frames, facts, _threadStarts));
    }

    private HashSet<int> LiveTaskIds()
    {
        var tasks = new List<Task>();
        Runtime.Tasks?.CopyAfter(0, tasks);
        return [.. tasks.Select(t => t.Id)];
    }

    private void PruneArmings()
    {
        long sequence = Armings.Sequence;
        if (Runtime.Timers is { } queues)
        {
            Armings.Prune(sequence, TimerIdentities.Of(queues));
        }
    }
}
