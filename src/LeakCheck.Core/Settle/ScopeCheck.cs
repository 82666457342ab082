using System.Diagnostics;
using LeakCheck.Diagnosis;
using LeakCheck.Probes;
using LeakCheck.Report;
using LeakCheck.Rules;
using LeakCheck.Scopes;
using LeakCheck.Settings;

namespace LeakCheck.Settle;

/// <summary>Checks one scope, or sweeps the process: a look, settling when something is alive, verdicts, the frozen report, and letting go of what was reported.</summary>
internal sealed class ScopeCheck
{
    /// <summary>Longest that a caller is blocked for the sake of work that may be queued; a starved pool takes longer, and then the final sweep sees it.</summary>
    private static readonly TimeSpan s_queue = TimeSpan.FromMilliseconds(20);

    private readonly LeakEngine _engine;
    private readonly Settler _settler;
    private readonly Verdicts _verdicts;

    public ScopeCheck(LeakEngine engine, Settler settler, Verdicts verdicts)
    {
        _engine = engine;
        _settler = settler;
        _verdicts = verdicts;
    }

    public ValueTask<LeakReport> RunAsync(LeakScope scope, CancellationToken cancellationToken)
    {
        Glance glance = GlanceAt(scope);
        if (glance == Glance.Nothing && !MayHaveQueued(scope))
        {
            scope.Checked();
            return new ValueTask<LeakReport>(Clean(scope));
        }

        var waiters = new CheckWaiters();
        Task<LeakReport> check = SettleAsync(scope, waiters, glance, blocking: false, cancellationToken);
        waiters.Check = check;
        return new ValueTask<LeakReport>(check);
    }

    /// <summary>As <see cref="RunAsync"/>, blocking the calling thread while the scope settles.</summary>
    public LeakReport Run(LeakScope scope)
    {
        Glance glance = GlanceAt(scope);
        if (glance == Glance.Nothing && MayHaveQueued(scope))
        {
            PoolBarrier.Wait(s_queue);
            glance = GlanceAt(scope);
        }

        if (glance == Glance.Nothing)
        {
            scope.Checked();
            return Clean(scope);
        }

        return SettleAsync(scope, new CheckWaiters(), Glance.Work, blocking: true, CancellationToken.None).GetAwaiter().GetResult();
    }

    public async Task<LeakReport> SweepAsync(EffectiveSettings settings, SweepReach reach)
    {
        _engine.Table.Restore();
        var target = new LookTarget(null, settings.Kinds, _engine.Nobody);
        var waiters = new CheckWaiters();
        Task<Settler.Outcome> settling = _settler.RunAsync(
            target, TimeSpan.FromMilliseconds(settings.SettleMilliseconds), waiters, blocking: false, new Judge(_verdicts, item => item.Owner?.Settings ?? settings, items => Sweepable(items, reach)), CancellationToken.None);
        waiters.Check = settling;
        Settler.Outcome outcome = await settling.ConfigureAwait(false);
        if (reach != SweepReach.Scopes && (settings.Kinds & WorkKinds.Threads) != 0)
        {
            IReadOnlyList<Frozen> threads = await UnownedThreadsAsync(TimeSpan.FromMilliseconds(settings.SettleMilliseconds)).ConfigureAwait(false);
            outcome = outcome with { Items = [.. outcome.Items, .. threads] };
        }

        if (outcome.Items.Any(item => item.Owner is null) && WebServers.WhyNobodys(AppDomain.CurrentDomain.GetAssemblies().Select(a => a.GetName().Name)) is { } why)
        {
            outcome = outcome with { Items = [.. outcome.Items.Select(item => item.Owner is null ? item.Lacking(why) : item)] };
        }

        return Report("the test run", ScopeKind.Sweep, null, outcome, settings, item => item.Owner?.Settings ?? settings);
    }

    /// <summary>Threads that no scope knows. Sampled once when there may be any; waited for, and sampled again, only when one of them runs the program's own code.</summary>
    private async Task<IReadOnlyList<Frozen>> UnownedThreadsAsync(TimeSpan limit)
    {
        HashSet<long> candidates = _engine.UnownedThreads.Candidates();
        if (candidates.Count == 0 || await SampleAsync().ConfigureAwait(false) is { Count: 0 })
        {
            return [];
        }

        long start = Stopwatch.GetTimestamp();
        using var pulse = new Pulse(blocking: false);
        while (candidates.Count > 0 && Stopwatch.GetElapsedTime(start) < limit)
        {
            await pulse.WaitAsync(TimeSpan.FromMilliseconds(25), CancellationToken.None).ConfigureAwait(false);
            candidates.IntersectWith(_engine.UnownedThreads.Candidates());
        }

        return candidates.Count == 0 ? [] : await SampleAsync().ConfigureAwait(false);

        Task<IReadOnlyList<Frozen>> SampleAsync() => OwnThread.RunAsync(() => _engine.Freezer.FreezeUnowned(candidates, IsFrameworks));
    }

    private bool IsFrameworks(ThreadFrame frame) => frame.Display.Assembly is { } assembly && _engine.Origins.IsFrameworks(assembly);

    private Glance GlanceAt(LeakScope scope)
    {
        _engine.Table.TrimIfGrown();
        if (!scope.Settings.Enabled)
        {
            return Glance.Nothing;
        }

        return scope.Settings.MaxLive > 0 && _engine.Limit.PassedBy(scope) is not null ? Glance.Work : _settler.Glance(LookTarget.Of(scope));
    }

    /// <summary>True while work is queued that no list shows: a work item of this scope's may be among it, and is seen once it runs.</summary>
    private static bool MayHaveQueued(LeakScope scope) => scope.Settings.Enabled && (scope.Settings.Kinds & WorkKinds.Threads) != 0 && ThreadPool.PendingWorkItemCount > 0;

    private LeakReport Clean(LeakScope scope) => new() { Scope = scope.Name, Kind = scope.Kind, Capabilities = _engine.Runtime.Capabilities };

    private async Task<LeakReport> SettleAsync(LeakScope scope, CheckWaiters waiters, Glance glance, bool blocking, CancellationToken cancellationToken)
    {
        int last = _engine.Runtime.Tasks?.LastId ?? 0;
        scope.HandedOver = (last, last);
        try
        {
            if (glance != Glance.Work)
            {
                // An async test that was suspended once is a live task itself, and so is every async method between it and the check: the common case of a clean test.
                // One hop through the pool lets them begin to await the check, which tells them from work that was left behind; only then is it worth settling.
                // Where nothing was seen, but work is queued, it goes behind all that, and once more: a work item has left the queue a moment before it can be told whose it is.
                _engine.Marker.Current = null;
                await new PoolHop(IsBehindAll: glance == Glance.Nothing);
                if (glance == Glance.Nothing)
                {
                    await new PoolHop(IsBehindAll: true);
                }

                if (_settler.Glance(LookTarget.Of(scope) with { Waiters = waiters.Find(_engine.Runtime.Shapes) }) == Glance.Nothing)
                {
                    return Clean(scope) with { Looks = 2 };
                }
            }

            return await VerdictAsync(scope, waiters, blocking, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            scope.Checked();
        }
    }

    private async Task<LeakReport> VerdictAsync(LeakScope scope, CheckWaiters waiters, bool blocking, CancellationToken cancellationToken)
    {
        Settler.Outcome outcome = await _settler.RunAsync(
            LookTarget.Of(scope), LimitOf(scope), waiters, blocking, new Judge(_verdicts, _ => scope.Settings, items => items), cancellationToken).ConfigureAwait(false);
        if (scope.Settings.MaxLive > 0 && _engine.Limit.PassedBy(scope) is { } passed)
        {
            LeakReport report = Report(scope.Name, scope.Kind, scope, outcome with { Items = passed }, scope.Settings, _ => scope.Settings);
            return report with { PassedLimit = scope.Settings.MaxLive };
        }

        return outcome.Items.Count == 0
            ? Clean(scope) with { SettleMilliseconds = outcome.Milliseconds, SettleLimitMilliseconds = scope.Settings.SettleMilliseconds, Looks = outcome.Looks }
            : Report(scope.Name, scope.Kind, scope, outcome, scope.Settings, _ => scope.Settings);
    }

    private LeakReport Report(
        string name, ScopeKind kind, LeakScope? scope, Settler.Outcome outcome, EffectiveSettings settings, Func<Frozen, EffectiveSettings> settingsOf)
    {
        IReadOnlyList<(Frozen Item, Survivor Survivor)> decided = OwnThread.Run(() => _verdicts.Decide(outcome.Items, settingsOf));
        int leaks = decided.Count(d => d.Survivor.Class == SurvivorClass.Leak);
        if (leaks > 0 && leaks <= settings.Tolerance)
        {
            decided = [.. decided.Select(d => d.Survivor.Class == SurvivorClass.Leak
                ? (d.Item, d.Survivor with { Class = SurvivorClass.Tolerated, Excuse = $"within the tolerance of {settings.Tolerance}" })
                : d)];
        }

        if (_engine.Deep is { } deep && leaks > settings.Tolerance)
        {
            decided = OwnThread.Run(() => deep.Complete(decided));
        }

        LetGo(decided);
        if (scope is not null)
        {
            scope.IsAnswered = decided.Any(d => d.Survivor.Class is SurvivorClass.Leak or SurvivorClass.Allowed or SurvivorClass.Tolerated or SurvivorClass.Baseline);
        }

        return new LeakReport
        {
            Scope = name,
            Kind = kind,
            Place = scope?.Method is { } method ? _engine.Freezer.PlaceOf(method) : null,
            Survivors = WithBaseline(SurvivorGroups.Of(decided.Select(d => d.Survivor))),
            SettleMilliseconds = outcome.Milliseconds,
            SettleLimitMilliseconds = settings.SettleMilliseconds,
            Looks = outcome.Looks,
            Capabilities = _engine.Runtime.Capabilities,
        };
    }

    private IReadOnlyList<Survivor> WithBaseline(IReadOnlyList<Survivor> survivors) => _engine.Baseline?.Apply(survivors) ?? survivors;

    /// <summary>Where leaks are allowed nothing is waited for.</summary>
    private static TimeSpan LimitOf(LeakScope scope) => scope.Settings.AllowReason is null ? TimeSpan.FromMilliseconds(scope.Settings.SettleMilliseconds) : TimeSpan.Zero;

    /// <summary>What was answered for is not reported again and not kept alive by the list we switched on. What the process owns is looked at again at the end.</summary>
    private void LetGo(IReadOnlyList<(Frozen Item, Survivor Survivor)> decided)
    {
        foreach ((Frozen item, Survivor survivor) in decided)
        {
            if (survivor.Class is SurvivorClass.ProcessWide or SurvivorClass.Library)
            {
                continue;
            }

            foreach (WeakReference<object> part in item.Parts)
            {
                if (part.TryGetTarget(out object? live))
                {
                    _engine.Reported.Add(live);
                }
            }

            foreach (int id in item.TaskIds)
            {
                _engine.Runtime.Tasks?.Take(id);
            }

            if (item.Slot is { } slot)
            {
                slot.ReportedFor = item.Owner ?? slot.Owner;
            }
        }
    }

    /// <summary>
    /// Of what nobody owns only the program's own code counts; of what a scope owns, what came to life after that scope was checked, or was never asked for.
    /// </summary>
    private List<Frozen> Sweepable(IReadOnlyList<Frozen> items, SweepReach reach) =>
        [.. items.Where(item => item.Owner is { } owner
            ? !ReferenceEquals(owner, _engine.Nobody) && owner is { IsAnswered: false, IsBeingChecked: false } && !IsAwaitedByReported(item) && (reach != SweepReach.Ended || owner.HasEnded)
            : reach != SweepReach.Scopes && item.Code == CodeOrigin.User && !IsAwaitedByReported(item))];

    private sealed class Judge(Verdicts verdicts, Func<Frozen, EffectiveSettings> settingsOf, Func<IReadOnlyList<Frozen>, IReadOnlyList<Frozen>> counting) : ISettleJudge
    {
        public IReadOnlyList<Frozen> Counting(IReadOnlyList<Frozen> items) => counting(items);

        public bool IsExcused(IReadOnlyList<Frozen> items) => verdicts.AreAllExcused(items, settingsOf);
    }

    private bool IsAwaitedByReported(Frozen item) => item.Parts.Any(p => p.TryGetTarget(out object? live) && _engine.Reported.Contains(live));
}
