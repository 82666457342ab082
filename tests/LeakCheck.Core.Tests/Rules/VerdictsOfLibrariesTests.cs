using LeakCheck.Diagnosis;
using LeakCheck.Diagnosis.Hints;
using LeakCheck.Rules;
using LeakCheck.Rules.StaticOwnership;
using LeakCheck.RuntimeInternals.Clr;
using LeakCheck.Settings;

namespace LeakCheck.Core.Tests.Rules;

/// <summary>A timer that a package let go before it was due, while the package's singleton lives on.</summary>
public sealed class VerdictsOfLibrariesTests : IDisposable
{
    private readonly Task _monitor = new TaskCompletionSource().Task;
    private readonly Task _timer = new TaskCompletionSource().Task;
    private readonly LeakScope _owner = new(null, "first user", ScopeKind.Test, EffectiveSettings.Default, null);

    public void Dispose() => _owner.Dispose();

    [Fact]
    public void Is_the_librarys() => ClassOf(Timer("Mongo")).Should().Be(SurvivorClass.Library);

    [Fact]
    public void Is_a_leak_where_no_singleton_of_the_package_lives() => ClassOf(Timer("Other")).Should().Be(SurvivorClass.Leak);

    [Fact]
    public void Is_a_leak_when_it_goes_on() => ClassOf(Timer("Mongo", periodMilliseconds: 50)).Should().Be(SurvivorClass.Leak);

    [Fact]
    public void Is_a_leak_when_the_programs_own_code_armed_it() => ClassOf(Timer("Mongo", stack: new LeakFrame("Shop.Open", null, null) { IsUserCode = true })).Should().Be(SurvivorClass.Leak);

    [Fact]
    public void Is_a_leak_when_another_test_was_the_first_user()
    {
        using var another = new LeakScope(null, "another", ScopeKind.Test, EffectiveSettings.Default, null);

        ClassOf(Timer("Mongo") with { Owner = another }).Should().Be(SurvivorClass.Leak);
    }

    private SurvivorClass ClassOf(Frozen timer)
    {
        Frozen monitor = Item(SurvivorKind.Task, "Cluster.MonitorAsync", _monitor, "Mongo");
        var verdicts = new Verdicts(new FirstIsHeld(), new OwnershipTargets(new CodeOrigins([]), ClrFieldReader.Instance), new Growth(), new IgnoreRuleUse(), new RunSettings());

        return verdicts.Decide([monitor, timer], _ => EffectiveSettings.Default).Single(d => d.Survivor.Kind == SurvivorKind.Timer).Survivor.Class;
    }

    private Frozen Timer(string library, double? periodMilliseconds = null, params LeakFrame[] stack)
    {
        Frozen item = Item(SurvivorKind.Timer, "Heartbeat.Tick", _timer, library);
        return item with { Draft = item.Draft with { PeriodMilliseconds = periodMilliseconds, Stack = stack } };
    }

    private Frozen Item(SurvivorKind kind, string what, Task subject, string library) => new()
    {
        Draft = new Survivor { Kind = kind, What = what, State = SurvivorState.Scheduled },
        Owner = _owner,
        Subject = new WeakReference<object>(subject),
        Code = CodeOrigin.Package,
        Facts = new HintFacts { Library = library },
        Signature = what,
    };

    /// <summary>A package's static field holds the first survivor.</summary>
    private sealed class FirstIsHeld : IStaticOwnership
    {
        public bool IsComplete => true;

        public string Detail => "";

        public IReadOnlyDictionary<int, StaticOwner> Find(IReadOnlyList<OwnershipTarget> targets, Func<int, CodeOrigin> ownCode) =>
            targets.Where(t => t.Survivor == 0).Take(1).ToDictionary(t => t.Survivor, _ => new StaticOwner(SurvivorClass.Library, "static Clusters.s_all", "static Clusters.s_all"));

        public IReadOnlyDictionary<int, StaticOwner> FindFrom(IReadOnlyList<object> roots, IReadOnlyList<OwnershipTarget> targets, Func<int, CodeOrigin> ownCode) =>
            new Dictionary<int, StaticOwner>();
    }
}
