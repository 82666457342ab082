using LeakCheck.Diagnosis;
using LeakCheck.Rules;
using LeakCheck.Rules.StaticOwnership;
using LeakCheck.RuntimeInternals.Clr;
using LeakCheck.Settings;

namespace LeakCheck.Core.Tests.Rules;

/// <summary>What a static field excuses in the work of a fixture, which had a place to stop what it started.</summary>
public sealed class VerdictsOfFixturesTests
{
    private readonly Task _work = new TaskCompletionSource().Task;

    [Theory]
    [InlineData(ScopeKind.Test)]
    [InlineData(ScopeKind.Fixture)]
    [InlineData(ScopeKind.Assembly)]
    public void A_packages_work_on_its_own_singleton_is_nobodys_leak(ScopeKind kind) =>
        ClassOf(kind, CodeOrigin.Package, SurvivorClass.Library).Should().Be((SurvivorClass.Library, true));

    [Fact]
    public void A_fixtures_own_work_is_its_leak_also_when_a_package_holds_it() =>
        ClassOf(ScopeKind.Fixture, CodeOrigin.User, SurvivorClass.Library).Should().Be((SurvivorClass.Leak, false));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_the_programs_own_static_field_holds_is_the_fixtures_leak(bool runsOwnCode) =>
        ClassOf(ScopeKind.Fixture, runsOwnCode ? CodeOrigin.User : CodeOrigin.Package, SurvivorClass.ProcessWide).Should().Be((SurvivorClass.Leak, false));

    [Fact]
    public void The_same_field_excuses_the_test_that_started_it_first() =>
        ClassOf(ScopeKind.Test, CodeOrigin.User, SurvivorClass.ProcessWide).Should().Be((SurvivorClass.ProcessWide, true));

    [Theory]
    [InlineData(ScopeKind.Test, SurvivorClass.ProcessWide, true)]
    [InlineData(ScopeKind.Fixture, SurvivorClass.Leak, false)]
    public void A_static_constructor_is_no_excuse_for_a_fixture(ScopeKind kind, SurvivorClass expected, bool excused) =>
        ClassOf(kind, CodeOrigin.User, held: null, bornInStaticConstructor: true).Should().Be((expected, excused));

    private (SurvivorClass Class, bool IsExcusedEarly) ClassOf(ScopeKind kind, CodeOrigin code, SurvivorClass? held, bool bornInStaticConstructor = false)
    {
        var item = new Frozen
        {
            Draft = new Survivor { Kind = SurvivorKind.Timer, What = "Pool.Prune", State = SurvivorState.Scheduled },
            Owner = new LeakScope(null, "first user", kind, EffectiveSettings.Default, null),
            Subject = new WeakReference<object>(_work),
            Code = code,
            Signature = "timer|Pool.Prune",
            BornInStaticConstructor = bornInStaticConstructor,
        };
        var targets = new OwnershipTargets(new CodeOrigins([]), ClrFieldReader.Instance);
        var verdicts = new Verdicts(new HeldBy(held), targets, new Growth(), new IgnoreRuleUse(), new RunSettings());

        bool excused = verdicts.AreAllExcused([item], _ => EffectiveSettings.Default);
        return (verdicts.Decide([item], _ => EffectiveSettings.Default).Single().Survivor.Class, excused);
    }

    /// <summary>Every survivor is held by one field; null: by none.</summary>
    private sealed class HeldBy(SurvivorClass? held) : IStaticOwnership
    {
        public bool IsComplete => true;

        public string Detail => "";

        public IReadOnlyDictionary<int, StaticOwner> Find(IReadOnlyList<OwnershipTarget> targets, Func<int, CodeOrigin> ownCode) =>
            held is { } value
                ? targets.Select(t => t.Survivor).Distinct().ToDictionary(s => s, _ => new StaticOwner(value, "static Pool.Instance", "static Pool.Instance -> Pool"))
                : new Dictionary<int, StaticOwner>();

        public IReadOnlyDictionary<int, StaticOwner> FindFrom(IReadOnlyList<object> roots, IReadOnlyList<OwnershipTarget> targets, Func<int, CodeOrigin> ownCode) => Find(targets, ownCode);
    }
}
