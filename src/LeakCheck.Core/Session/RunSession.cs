using System.Collections.Concurrent;
using System.Reflection;
using LeakCheck.Diagnosis.Hints;
using LeakCheck.Report;
using LeakCheck.Settings;
using LeakCheck.Settle;

namespace LeakCheck.Session;

/// <summary>What happens during one test run: scopes begun and ended, reports kept, the sweep at the end.</summary>
internal sealed class RunSession
{
    private readonly object _gate = new();
    private readonly List<FrameworkProfile> _profiles = [];
    private readonly ConcurrentDictionary<Assembly, bool> _asked = new();
    private readonly ConcurrentQueue<LeakReport> _reports = new();
    private readonly ConcurrentQueue<LeakException> _deferred = new();
    private readonly DateTimeOffset _startedAt = TimeProvider.System.GetUtcNow();
    private readonly long _started = System.Diagnostics.Stopwatch.GetTimestamp();
    private Assembly? _assembly;
    private Task<SweepOutcome>? _finish;
    private int _scopesBegun;
    private int _scopesChecked;
    private int _testsRan;
    private int _profilesUsed;

    public int ScopesBegun => Volatile.Read(ref _scopesBegun);

    public void Use(FrameworkProfile profile)
    {
        lock (_gate)
        {
            _profiles.Add(profile);
            if (LeakEngine.IsStarted)
            {
                ApplyProfiles(LeakEngine.Current);
            }
        }
    }

    public void Prepare(Assembly testAssembly)
    {
        if (Asks(testAssembly) && Configuration.Current.Run.Mode != RunMode.Off)
        {
            Engine();
        }
    }

    public LeakScope? Begin(TestPlace place)
    {
        Configuration configuration = Configuration.Current;
        Asks(place.Assembly);
        EffectiveSettings settings = configuration.Resolver.Resolve(place.Method, place.Class, place.Assembly, configuration.Run);
        if (!(settings.Asked || place.IsAsked) || configuration.Run.Mode == RunMode.Off)
        {
            return null;
        }

        if (!settings.Asked)
        {
            // Nobody asked by an attribute, so none has opted out either: the code's own word counts.
            settings = settings with { Asked = true, Enabled = true };
        }

        LeakEngine engine = Engine();
        if (Interlocked.Increment(ref _scopesBegun) == 1)
        {
            engine.AssemblyName = place.Assembly.GetName().Name ?? engine.AssemblyName;
        }

        // A test that opted out is not checked, but what it leaves behind still has a name in the sweep.
        return engine.Begin(place.Name, place.Kind, settings, place.Method);
    }

    public async ValueTask<LeakException?> EndAsync(LeakScope scope, bool passed, Func<IReadOnlyList<object>>? fixtures)
    {
        if (Skips(scope, passed))
        {
            return null;
        }

        scope.Fixtures = fixtures;
        return Conclude(await scope.CheckAsync().ConfigureAwait(false));
    }

    public LeakException? End(LeakScope scope, bool passed, Func<IReadOnlyList<object>>? fixtures)
    {
        if (Skips(scope, passed))
        {
            return null;
        }

        scope.Fixtures = fixtures;
        scope.EndForCheck();
        return Conclude(LeakEngine.Current.Check(scope));
    }

    public void EndDeferred(LeakScope scope)
    {
        if (End(scope, passed: true, fixtures: null) is { } leak)
        {
            _deferred.Enqueue(leak);
        }
    }

    public void NoteTestRan() => Interlocked.Increment(ref _testsRan);

    public Task<SweepOutcome> FinishAsync()
    {
        lock (_gate)
        {
            return _finish ??= FinishOnceAsync();
        }
    }

    private static bool Skips(LeakScope scope, bool passed)
    {
        if (scope.Settings.Enabled && (passed || !scope.Settings.OnlyWhenPassed))
        {
            return false;
        }

        scope.IsAnswered = !passed && scope.Settings.OnlyWhenPassed;
        scope.End();
        return true;
    }

    private LeakException? Conclude(LeakReport report)
    {
        Interlocked.Increment(ref _scopesChecked);
        if (report.Survivors.Count == 0)
        {
            return null;
        }

        _reports.Enqueue(report);
        return report.IsClean || Configuration.Current.Run.Mode != RunMode.Fail ? null : new LeakException(report);
    }

    private LeakEngine Engine()
    {
        LeakEngine engine = LeakEngine.Current;
        if (Volatile.Read(ref _profilesUsed) < _profiles.Count)
        {
            lock (_gate)
            {
                ApplyProfiles(engine);
            }
        }

        return engine;
    }

    private void ApplyProfiles(LeakEngine engine)
    {
        for (; _profilesUsed < _profiles.Count; _profilesUsed++)
        {
            engine.Origins.AddFrameworkPrefixes(_profiles[_profilesUsed].AssemblyPrefixes);
            engine.Noise.AddEntryPoints(_profiles[_profilesUsed].EntryPointTypes);
            engine.Noise.AddThreadNames(_profiles[_profilesUsed].ThreadNames);
        }
    }

    private bool Asks(Assembly assembly)
    {
        Volatile.Write(ref _assembly, assembly);
        return _asked.GetOrAdd(assembly, static a => a.IsDefined(typeof(VerifyNoLeaksSettingsAttribute), inherit: false));
    }

    private async Task<SweepOutcome> FinishOnceAsync()
    {
        // Out of the caller's lock and of whatever scope the caller runs for.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        RunSettings run = Configuration.Current.Run;
        IReadOnlyList<string> unhooked = Unhooked();
        if (!LeakEngine.IsStarted && unhooked.Count == 0)
        {
            return new SweepOutcome(null, "", [], []);
        }

        LeakEngine engine = Engine();
        LeakReport? sweep = ScopesBegun == 0 && !_asked.Values.Any(a => a)
            ? null
            : await engine.SweepAsync(EffectiveSettings.From(run.Scopes), _asked.Values.Any(a => a) ? SweepReach.All : SweepReach.Scopes).ConfigureAwait(false);
        RunReport report = Compose(engine, sweep, unhooked);
        return SweepEnd.Of(report, [.. _deferred.Select(d => d.Report)], run, engine.Baseline);
    }

    private RunReport Compose(LeakEngine engine, LeakReport? sweep, IReadOnlyList<string> unhooked)
    {
        Assembly? assembly = _assembly ?? Assembly.GetEntryAssembly();
        FrameworkProfile? framework;
        lock (_gate)
        {
            framework = _profiles.Count > 0 ? _profiles[^1] : null;
        }

        return new RunReport
        {
            ToolVersion = typeof(RunSession).Assembly.GetName().Version?.ToString(3) ?? "0.0.0",
            Runtime = System.Runtime.InteropServices.RuntimeInformation.FrameworkDescription,
            Os = System.Runtime.InteropServices.RuntimeInformation.OSDescription,
            Assembly = assembly?.GetName().Name ?? "unknown",
            Framework = framework is null ? null : $"{framework.Name} {framework.Version}",
            StartedAt = _startedAt,
            Duration = System.Diagnostics.Stopwatch.GetElapsedTime(_started),
            Capabilities = engine.Runtime.Capabilities,
            Scopes = [.. _reports],
            ScopesChecked = _scopesChecked,
            Sweep = sweep,
            Rules = HintCatalogue.Help,
            UnusedRules = engine.Configuration.RuleUse.Unused,
            HooksNeverRun = unhooked,
            Problems = [.. engine.RunSettings.Problems, .. engine.Baseline?.Problems ?? []],
            StaleBaseline = engine.RunSettings.BaselineUpdate ? [] : engine.Baseline?.Stale() ?? [],
        };
    }

    /// <summary>Assemblies that ask for a check of every test, of which tests ran, and for which no scope ever began.</summary>
    private IReadOnlyList<string> Unhooked()
    {
        if (ScopesBegun > 0 || Volatile.Read(ref _testsRan) == 0 || Configuration.Current.Run.Mode == RunMode.Off)
        {
            return [];
        }

        IEnumerable<Assembly> candidates = _asked.Keys.Append(Assembly.GetEntryAssembly()!).Where(a => a is not null).Distinct();
        return [.. candidates.Where(a => a.IsDefined(typeof(VerifyNoLeaksSettingsAttribute), inherit: false)).Select(a => a.GetName().Name ?? "unknown")];
    }
}
