using System.Globalization;
using System.Runtime.CompilerServices;
using LeakCheck.Diagnosis;
using LeakCheck.Diagnosis.Hints;
using LeakCheck.Rules.StaticOwnership;
using LeakCheck.Settings;

namespace LeakCheck.Rules;

/// <summary>Gives each frozen survivor its class. The order is the order of the contract: what the user said, what is known, what is owned by the process; the rest is a leak.</summary>
internal sealed class Verdicts
{
    private const string Once = "once";

    private readonly IStaticOwnership _statics;
    private readonly FileWatchers _watchers = new();
    private readonly Growth _growth;
    private readonly IgnoreRuleUse _ruleUse;
    private readonly OwnershipTargets _targets;
    private readonly RunSettings _run;

    public Verdicts(IStaticOwnership statics, OwnershipTargets targets, Growth growth, IgnoreRuleUse ruleUse, RunSettings run)
    {
        _statics = statics;
        _targets = targets;
        _growth = growth;
        _ruleUse = ruleUse;
        _run = run;
    }

    /// <param name="items">Frozen survivors of one check.</param>
    /// <param name="settingsOf">What applies to each.</param>
    /// <returns>Each item with its final survivor; items that mean nothing are left out.</returns>
    public IReadOnlyList<(Frozen Item, Survivor Survivor)> Decide(IReadOnlyList<Frozen> items, Func<Frozen, EffectiveSettings> settingsOf)
    {
        var open = new List<Frozen>();
        var decided = new List<(Frozen, Survivor)>();
        foreach (Frozen frozen in items)
        {
            Frozen item = WithHint(frozen);
            EffectiveSettings settings = settingsOf(item);
            if (settings.AllowReason is { } reason)
            {
                decided.Add((item, As(item, SurvivorClass.Allowed, reason)));
            }
            else if (IgnoreRules.FirstMatch(settings.Ignore, item.Draft) is { } rule)
            {
                _ruleUse.Count(rule, 1);
                decided.Add((item, As(item, SurvivorClass.Ignored, rule.Reason)));
            }
            else if (KnownNoise.All.FirstOrDefault(n => n.Matches(item)) is { } known)
            {
                decided.Add((item, As(item, SurvivorClass.Library, $"{known.Name}: {known.Reason}")));
            }
            else if (IdlePromises.Excuses(item))
            {
                // Rule R5: runs nothing and is garbage already.
            }
            else if (IdlePromises.IsPackagesOwn(item))
            {
                decided.Add((item, As(item, SurvivorClass.Library, "a package's own method that nothing can resume and nobody awaits: garbage already")));
            }
            else
            {
                open.Add(item);
            }
        }

        foreach ((Frozen item, Survivor survivor) in DecideOwned(open))
        {
            // Some causes are known only now that the owner is.
            if (survivor.Rule != item.Draft.Rule && IgnoreRules.FirstMatch(settingsOf(item).Ignore, survivor) is { } rule)
            {
                _ruleUse.Count(rule, 1);
                decided.Add((item, survivor with { Class = SurvivorClass.Ignored, Excuse = rule.Reason }));
                continue;
            }

            decided.Add((item, survivor));
        }

        return decided;
    }

    /// <summary>True when every item has an excuse that no further waiting can change. Counts no use of a rule and remembers no singleton.</summary>
    public bool AreAllExcused(IReadOnlyList<Frozen> items, Func<Frozen, EffectiveSettings> settingsOf)
    {
        List<Frozen> open = [.. items.Select(WithHint).Where(item => settingsOf(item).AllowReason is null
            && IgnoreRules.FirstMatch(settingsOf(item).Ignore, item.Draft) is null
            && !KnownNoise.All.Any(n => n.Matches(item)))];
        if (_run.ProcessWideFails)
        {
            return false;
        }

        open.RemoveAll(item => !IsFixtures(item) && (item.BornInStaticConstructor || (OnceIn(item) is not null && _growth.MayBeSingle(Once, item))));
        IReadOnlyDictionary<int, StaticOwner> owners = OwnersOf(open).Owners;
        List<Frozen> left = [.. open.Where((item, i) => !(owners.TryGetValue(i, out StaticOwner? owner) && IsExcused(item, owner)))];
        IReadOnlyDictionary<int, StaticOwner> lenders = LendersOf(left).Owners;
        return Enumerable.Range(0, left.Count).All(i => lenders.TryGetValue(i, out StaticOwner? lender) && _growth.MayBeSingle(KeyOf(lender), left[i]));

        bool IsExcused(Frozen item, StaticOwner owner) =>
            IsFixtures(item) ? IsPackages(item, owner)
            : owner.Class == SurvivorClass.Library || (owner.Class == SurvivorClass.ProcessWide && _growth.MayBeSingle(owner.Field, item));
    }

    private IEnumerable<(Frozen Item, Survivor Survivor)> DecideOwned(List<Frozen> items)
    {
        (IReadOnlyDictionary<int, StaticOwner> owners, string? missing) = OwnersOf(items);
        (Frozen Item, Survivor Survivor)[] decided = WithoutFixtures(WithTheirLibraries(WithTheirHosts([.. items.Select((item, i) => DecideOwned(missing is null ? item : item.Lacking(missing), owners.GetValueOrDefault(i)))])));
        foreach ((Frozen item, Survivor survivor) in decided)
        {
            if (survivor.Class is SurvivorClass.ProcessWide or SurvivorClass.Library && item.Owner is { } scope && HasMovedSince(scope, item))
            {
                scope.HasExcusedWork = true;
            }
        }

        // Only what lives on can have started it: with one leak among that, nobody knows which it was.
        HashSet<LeakScope> leaking = [.. decided.Where(d => d.Survivor.Class == SurvivorClass.Leak && !IsExcusedWorksOwn(d.Item)).Select(d => d.Item.Owner).OfType<LeakScope>()];
        return decided.Select(d => d.Survivor.Class == SurvivorClass.Leak && IsExcusedWorksOwn(d.Item) && !leaking.Contains(d.Item.Owner!)
            ? (d.Item, As(d.Item, ProcessWide, "started after the end by work that is excused"))
            : d);
    }

    /// <summary>
    /// Leaves out what a fixture holds that lives on: the test came first to need it, the fixture stops it, and if it does not, the final sweep says so. As with a singleton, a second one
    /// from the same place that another test starts while the first lives voids the excuse.
    /// </summary>
    private (Frozen Item, Survivor Survivor)[] WithoutFixtures((Frozen Item, Survivor Survivor)[] decided)
    {
        List<(Frozen Item, Survivor Survivor)> leaks = [.. decided.Where(d => d.Survivor.Class == SurvivorClass.Leak)];
        (IReadOnlyDictionary<int, StaticOwner> lenders, string? missing) = LendersOf([.. leaks.Select(l => l.Item)]);
        var lent = new HashSet<Frozen>(ReferenceEqualityComparer.Instance);
        HashSet<Frozen> held = new(lenders.Keys.Select(leak => leaks[leak].Item), ReferenceEqualityComparer.Instance);
        foreach ((int leak, StaticOwner lender) in lenders)
        {
            Frozen item = leaks[leak].Item;
            if (_growth.IsStillSingle(KeyOf(lender), item))
            {
                item.Owner!.HasExcusedWork |= HasMovedSince(item.Owner, item);
                lent.Add(item);
            }
        }

        // The thread in the program's Main belongs with the host for whose end it waits.
        lent.UnionWith(leaks.Select(l => l.Item).Where(item => HostRuns.Blocks(item) && HostsOf(item, leaks) is { Count: > 0 } hosts && hosts.TrueForAll(h => lent.Contains(h.Item))).ToList());

        return [.. decided.Where(d => !lent.Contains(d.Item)).Select(d => d.Survivor.Class == SurvivorClass.Leak ? (d.Item, Left(d.Item, d.Survivor)) : d)];

        Survivor Left(Frozen item, Survivor leak)
        {
            // Its holder is the fixture's, which is not for the test to dispose, nor is the holder's token for it to cancel.
            Survivor told = held.Contains(item) ? HintCatalogue.Apply(leak, item.Facts with { Holder = null, Token = null }) : leak;
            return missing is null ? told : told with { Missing = [.. told.Missing, missing] };
        }
    }

    /// <summary>Excuses a thread that blocks until a host ends, where what waits for the host's end is excused.</summary>
    private static (Frozen Item, Survivor Survivor)[] WithTheirHosts((Frozen Item, Survivor Survivor)[] decided) =>
        [.. decided.Select(d => d.Survivor.Class == SurvivorClass.Leak && HostRuns.Blocks(d.Item) && HostsOf(d.Item, decided) is [var (_, host), ..] hosts
            && hosts.TrueForAll(h => h.Survivor.Class is SurvivorClass.ProcessWide or SurvivorClass.Library)
            ? (d.Item, As(d.Item, host.Class, host.Excuse))
            : d)];

    /// <summary>
    /// Excuses the one-shot timer of a package that nothing of the program's armed, where a singleton of the same package is excused: it let the timer go before it was due, and no object leads
    /// to it any more.
    /// </summary>
    private static (Frozen Item, Survivor Survivor)[] WithTheirLibraries((Frozen Item, Survivor Survivor)[] decided) =>
        [.. decided.Select(d => d.Survivor is { Class: SurvivorClass.Leak, Kind: SurvivorKind.Timer, PeriodMilliseconds: null } timer && d.Item.Facts.Library is { } library
            && !timer.Stack.Any(f => f.IsUserCode)
            && Array.Exists(decided, other => other.Survivor.Class == SurvivorClass.Library && ReferenceEquals(other.Item.Owner, d.Item.Owner) && other.Item.Facts.Library == library)
            ? (d.Item, As(d.Item, SurvivorClass.Library, $"a timer that is due once, of {library}, whose singleton lives on"))
            : d)];

    /// <summary>What waits for the end of hosts on behalf of a thread's scope.</summary>
    private static List<(Frozen Item, Survivor Survivor)> HostsOf(Frozen thread, IEnumerable<(Frozen Item, Survivor Survivor)> among) =>
        [.. among.Where(d => ReferenceEquals(d.Item.Owner, thread.Owner) && HostRuns.Waits(d.Item))];

    /// <summary>Each fixture has its own: two classes may share a fixture's type.</summary>
    private static string KeyOf(StaticOwner lender) => string.Create(CultureInfo.InvariantCulture, $"{lender.Field} {lender.RootId}");

    /// <summary>
    /// True for a task that began when its scope had ended, where what is known to live on is excused and was seen to move since: a tick of a singleton's timer, a turn of its loop. Not for one that
    /// began just when the check did: that is what the test had started.
    /// </summary>
    private static bool IsExcusedWorksOwn(Frozen item) =>
        item.Owner is { HasExcusedWork: true } scope && item.TaskIds.Count > 0
        && item.TaskIds.All(id => id > scope.LastTaskId && !(id > scope.HandedOver.After && id <= scope.HandedOver.Last));

    /// <summary>True for work that has run since its scope ended, or may have: only that can have started anything. By the final sweep, long after, most has.</summary>
    private static bool HasMovedSince(LeakScope scope, Frozen item) => item.Draft.Kind switch
    {
        SurvivorKind.Timer => item.ArmedAtTicks >= scope.LastTicks,
        SurvivorKind.Task => !scope.IsBeingChecked || item.Draft.Moves > 0 || item.Draft.State == SurvivorState.Running,
        _ => true,
    };

    private (Frozen Item, Survivor Survivor) DecideOwned(Frozen item, StaticOwner? owner)
    {
        if (IsFixtures(item) && !IsPackages(item, owner))
        {
            // A fixture's set-up had a place to stop what it started: being held by a static field is no excuse, only a hint.
            return (item, As(item, SurvivorClass.Leak, null, owner));
        }

        if (item.BornInStaticConstructor && !IsFixtures(item) && _growth.IsStillSingle(".cctor", item))
        {
            return (item, As(item, ProcessWide, "started by a static constructor: it exists once in the process"));
        }

        if (owner is null || owner.Class == SurvivorClass.Leak)
        {
            return !IsFixtures(item) && OnceIn(item) is { } once && _growth.IsStillSingle(Once, item)
                ? (item, As(item, ProcessWide, "started once in the process: " + once, owner))
                : (item, As(item, SurvivorClass.Leak, null, owner));
        }

        if (owner.Class == SurvivorClass.Library)
        {
            return (item, As(item, SurvivorClass.Library, "held by " + owner.Field, owner));
        }

        return _growth.IsStillSingle(owner.Field, item)
            ? (item, As(item, ProcessWide, "held by " + owner.Field, owner))
            : (item, As(item, SurvivorClass.Leak, null, owner, RootKind.Growing));
    }

    /// <summary>Why static code starts the item only once. A test class is no such code: it does what its tests do.</summary>
    private static string? OnceIn(Frozen item) => item.Entry is { DeclaringType: { } type } entry && EnclosingTypes.AsWritten(type) != item.Owner?.Method?.DeclaringType ? StartedOnce.Why(entry) : null;

    private SurvivorClass ProcessWide => _run.ProcessWideFails ? SurvivorClass.Leak : SurvivorClass.ProcessWide;

    /// <summary>The static fields that own items; where the search failed, none and what failed.</summary>
    private (IReadOnlyDictionary<int, StaticOwner> Owners, string? Missing) OwnersOf(List<Frozen> items) => Guarded.Run<(IReadOnlyDictionary<int, StaticOwner>, string?)>(
        "Whether a static field owns it", () => (FindOwners(items), null), why => (new Dictionary<int, StaticOwner>(), why));

    /// <summary>As <see cref="OwnersOf"/>, of the fixtures that outlive the tests which started the items.</summary>
    private (IReadOnlyDictionary<int, StaticOwner> Owners, string? Missing) LendersOf(List<Frozen> items) =>
        items.All(item => item.Owner?.Fixtures is null)
            ? (new Dictionary<int, StaticOwner>(), null)
            : Guarded.Run<(IReadOnlyDictionary<int, StaticOwner>, string?)>(
                "Whether a fixture holds it", () => (FindLenders(items), null), why => (new Dictionary<int, StaticOwner>(), why));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private Dictionary<int, StaticOwner> FindLenders(List<Frozen> items)
    {
        var found = new Dictionary<int, StaticOwner>();
        foreach (Func<IReadOnlyList<object>> fixtures in items.Select(item => item.Owner?.Fixtures).OfType<Func<IReadOnlyList<object>>>().Distinct())
        {
            if (fixtures() is { Count: > 0 } roots)
            {
                foreach ((int survivor, StaticOwner owner) in Search(items, item => item.Owner?.Fixtures == fixtures, t => _statics.FindFrom(roots, t, i => items[i].Code)).Where(o => o.Value.Class != SurvivorClass.Leak))
                {
                    found[survivor] = owner;
                }
            }
        }

        return found;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private Dictionary<int, StaticOwner> FindOwners(List<Frozen> items) => Search(items, _ => true, t => _statics.Find(t, i => items[i].Code));

    /// <summary>Searches for the items' own objects; then, for threads that nothing refers to, for an object of the class whose method they run. That tells whose they are, but no path.</summary>
    private Dictionary<int, StaticOwner> Search(List<Frozen> items, Func<Frozen, bool> which, Func<IReadOnlyList<OwnershipTarget>, IReadOnlyDictionary<int, StaticOwner>> search)
    {
        var found = new Dictionary<int, StaticOwner>(TargetsOf(items, which) is { Count: > 0 } targets ? search(targets) : []);
        var runners = new List<OwnershipTarget>();
        for (int i = 0; i < items.Count; i++)
        {
            if (items[i] is { Runner: { } runner, Slot: { } slot } && which(items[i]) && !found.ContainsKey(i))
            {
                runners.Add(new OwnershipTarget(i, slot.Thread, "this") { Is = runner.IsInstanceOfType });
            }
        }

        if (runners.Count > 0)
        {
            foreach ((int survivor, StaticOwner owner) in search(runners).Where(o => o.Value.Class != SurvivorClass.Leak))
            {
                found[survivor] = owner;
            }
        }

        return found;
    }

    private List<OwnershipTarget> TargetsOf(List<Frozen> items, Func<Frozen, bool> which)
    {
        var targets = new List<OwnershipTarget>();
        for (int i = 0; i < items.Count; i++)
        {
            if (!which(items[i]))
            {
                continue;
            }

            if (items[i].Subject?.TryGetTarget(out object? subject) == true)
            {
                targets.AddRange(TargetsOf(i, items[i], subject));
            }

            foreach (object run in HostRuns.In(items[i]))
            {
                targets.AddRange(TargetsOf(i, items[i], run));
            }

            // Who holds the factory of a server can still stop everything that the server runs.
            if (items[i].Owner?.Anchor?.TryGetTarget(out object? anchor) == true)
            {
                targets.Add(new OwnershipTarget(i, anchor, "factory"));
            }

            if (items[i].Slot is { } slot && !slot.IsPoolThread)
            {
                targets.AddRange(TargetsOf(i, items[i], slot.Thread));
                if (_watchers.Of(slot.Thread) is { } isWatcher)
                {
                    targets.Add(new OwnershipTarget(i, slot.Thread, "watcher") { Is = isWatcher });
                }
            }
        }

        return targets;
    }

    /// <summary>
    /// A server's services outlive every request, so that one of them was called says nothing: the work is the server's only when a service holds on to it. Matters where a static field
    /// holds the server, as it does in most suites whose framework has static set-up methods.
    /// </summary>
    private IEnumerable<OwnershipTarget> TargetsOf(int index, Frozen item, object work)
    {
        IReadOnlyList<OwnershipTarget> targets = _targets.Of(index, work).Targets;
        return item.Draft.Request is null ? targets : targets.Select(t => t with { OutsideContainers = t.IsReceiver });
    }

    private static bool IsFixtures(Frozen item) => item.Owner?.Kind is ScopeKind.Fixture or ScopeKind.Assembly;

    /// <summary>A package's own work on its own singleton, such as the connection pool of a database driver: who happened to use the package first was handed nothing to stop.</summary>
    private static bool IsPackages(Frozen item, StaticOwner? owner) => owner is { Class: SurvivorClass.Library } && item.Code != CodeOrigin.User;

    private static Frozen WithHint(Frozen item) => item with { Draft = HintCatalogue.Apply(item.Draft, item.Facts) };

    private static Survivor As(Frozen item, SurvivorClass value, string? excuse, StaticOwner? owner = null, RootKind root = RootKind.None)
    {
        if (owner is not null && value == SurvivorClass.Leak && item.Slot is { } slot && FileWatchers.IsOneOfMany(slot.Thread))
        {
            owner = null; // Who holds another's watcher is no help.
        }

        Survivor survivor = item.Draft with
        {
            Class = value,
            Excuse = excuse,
            Roots = owner is { Path.Length: > 0 } ? [owner.Path] : item.Draft.Roots,
            CanComplete = item.IsOrphan || item.Draft.CanComplete == false ? false : owner is { Path.Length: > 0 } ? true : item.Draft.CanComplete,
            Missing = owner?.Remark is { } remark ? [.. item.Draft.Missing, remark] : item.Draft.Missing,
        };
        if (value is SurvivorClass.ProcessWide or SurvivorClass.Library)
        {
            return survivor with { Rule = null, Hint = null }; // Nothing to mend.
        }

        root = root == RootKind.None && owner?.HoldsMany == true ? RootKind.Collection : root;
        return root == RootKind.None ? survivor : HintCatalogue.Apply(survivor, item.Facts with { Root = root });
    }
}
