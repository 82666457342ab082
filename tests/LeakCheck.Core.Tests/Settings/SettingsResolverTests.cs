using System.Reflection;
using System.Reflection.Emit;
using LeakCheck.Rules;
using LeakCheck.Settings;

namespace LeakCheck.Core.Tests.Settings;

public partial class SettingsResolverTests
{
    private readonly SettingsResolver _resolver = new(new IgnoreRuleUse());

    private static Assembly Here => typeof(SettingsResolverTests).Assembly;

    private EffectiveSettings Resolve<T>(string? method = null, RunSettings? run = null, Assembly? assembly = null) =>
        _resolver.Resolve(method is null ? null : Method<T>(method), typeof(T), assembly ?? Here, run ?? new RunSettings());

    private static MethodInfo Method<T>(string name) => typeof(T).GetMethod(name)!;

    private static AssemblyBuilder AssemblyWith(Type attribute, object[] arguments, params (string Name, object Value)[] options) =>
        AssemblyBuilder.DefineDynamicAssembly(new AssemblyName("Orders.Tests"), AssemblyBuilderAccess.RunAndCollect,
        [
            new CustomAttributeBuilder(
                attribute.GetConstructors().Single(),
                arguments,
                [.. options.Select(option => attribute.GetProperty(option.Name)!)],
                [.. options.Select(option => option.Value)]),
        ]);

    [Fact]
    public void Nothing_is_asked_where_no_attribute_applies()
    {
        EffectiveSettings settings = Resolve<Plain>(nameof(Plain.Test));

        settings.Enabled.Should().BeFalse();
        settings.Asked.Should().BeFalse();
    }

    [Fact]
    public void An_attribute_without_options_asks_for_the_defaults() =>
        Resolve<OnMethod>(nameof(OnMethod.Bare)).Should().BeEquivalentTo(new EffectiveSettings());

    [Fact]
    public void An_attribute_on_one_method_says_nothing_about_another() => Resolve<OnMethod>(nameof(OnMethod.Other)).Asked.Should().BeFalse();

    [Fact]
    public void The_nearest_level_wins_property_by_property()
    {
        var run = new RunSettings { Scopes = new LeakOptions { Tolerance = 10, OnlyWhenPassed = true, MaxLive = 10, Kinds = WorkKinds.Timers } };
        Assembly assembly = AssemblyWith(typeof(VerifyNoLeaksAttribute), [], ("Tolerance", 5), ("SettleMilliseconds", 50), ("MaxLive", 5));

        EffectiveSettings settings = Resolve<Levels>(nameof(Levels.Test), run, assembly);

        settings.Tolerance.Should().Be(1, "the method says so");
        settings.SettleMilliseconds.Should().Be(20, "the class says so");
        settings.MaxLive.Should().Be(5, "the assembly says so");
        settings.OnlyWhenPassed.Should().BeTrue("the run says so");
        settings.Kinds.Should().Be(WorkKinds.Timers, "the run says so");
    }

    [Fact]
    public void A_value_given_as_the_default_still_wins_over_a_wider_level() => Resolve<Levels>(nameof(Levels.BackToDefault)).Tolerance.Should().Be(0);

    [Fact]
    public void An_assembly_is_a_place_of_its_own()
    {
        Assembly assembly = AssemblyWith(typeof(VerifyNoLeaksAttribute), [], ("Tolerance", 5));

        _resolver.Resolve(null, null, assembly, new RunSettings()).Tolerance.Should().Be(5);
        Resolve<Plain>(nameof(Plain.Test), assembly: assembly).Tolerance.Should().Be(5);
    }

    [Fact]
    public void A_base_class_counts_before_an_enclosing_class()
    {
        EffectiveSettings settings = Resolve<Outer.Inner>(nameof(Outer.Inner.Test));

        settings.Tolerance.Should().Be(2, "the base class says so");
        settings.MaxLive.Should().Be(3, "the enclosing class says so");
    }

    [Fact]
    public void An_overridden_method_counts_after_the_overriding_one()
    {
        EffectiveSettings settings = Resolve<Derived>(nameof(Derived.Test));

        settings.Tolerance.Should().Be(1, "the override says so");
        settings.SettleMilliseconds.Should().Be(7, "the overridden method says so");
    }

    [Fact]
    public void An_inherited_method_belongs_to_the_class_that_runs_it()
    {
        MethodInfo inherited = typeof(DerivedWithOption).GetMethod(nameof(Base.Inherited))!;

        _resolver.Resolve(inherited, typeof(DerivedWithOption), Here, new RunSettings()).Tolerance.Should().Be(9);
        _resolver.Resolve(inherited, null, Here, new RunSettings()).Tolerance.Should().Be(9, "the reflected class stands in");
        Resolve<Base>(nameof(Base.Inherited)).Asked.Should().BeFalse();
    }

    [Fact]
    public void A_generic_class_has_the_attributes_of_its_definition() => Resolve<Generic<int>>(nameof(Generic<int>.Test)).Tolerance.Should().Be(4);

    [Fact]
    public void Enabled_follows_the_nearest_level_that_gives_it()
    {
        Resolve<OptOut>(nameof(OptOut.Bare)).Enabled.Should().BeFalse("the class opts out and the method leaves it so");
        Resolve<OptOut>(nameof(OptOut.Bare)).Asked.Should().BeTrue();
        Resolve<OptOut>(nameof(OptOut.BackIn)).Enabled.Should().BeTrue();
        Resolve<Levels>(nameof(Levels.Out)).Enabled.Should().BeFalse();
    }

    [Fact]
    public void The_nearest_reason_to_allow_leaks_is_given()
    {
        Resolve<Allowing>(nameof(Allowing.Near)).AllowReason.Should().Be("near");
        Resolve<Allowing>(nameof(Allowing.Wide)).AllowReason.Should().Be("wide");
        Resolve<Levels>(nameof(Levels.Test)).AllowReason.Should().BeNull();
    }

    [Fact]
    public void Rules_of_every_level_add_up_nearest_first()
    {
        var run = new RunSettings { Scopes = new LeakOptions { Ignore = [new IgnoreRule { Reason = "file" }] } };
        Assembly assembly = AssemblyWith(typeof(IgnoreLeaksAttribute), ["assembly"]);

        EffectiveSettings settings = Resolve<DerivedIgnoring>(nameof(DerivedIgnoring.Test), run, assembly);

        settings.Ignore.Select(rule => rule.Reason).Should().Equal("method", "overridden", "class", "base", "assembly", "file");
        settings.Ignore[0].Source.Should().Be("[IgnoreLeaks] on LeakCheck.Core.Tests.Settings.SettingsResolverTests.DerivedIgnoring.Test");
        settings.Ignore[4].Source.Should().Be("[IgnoreLeaks] on assembly Orders.Tests");
    }

    [Fact]
    public void A_rule_of_a_base_class_is_the_same_rule_in_every_derived_class()
    {
        IgnoreRule here = Resolve<DerivedIgnoring>(nameof(DerivedIgnoring.Test)).Ignore.Single(rule => rule.Reason == "base");
        IgnoreRule there = Resolve<Ignoring>(nameof(Ignoring.Test)).Ignore.Single(rule => rule.Reason == "base");

        here.Should().Be(there);
    }

    [Fact]
    public void A_class_around_a_class_derived_from_it_gives_its_rules_once() => Resolve<SelfNested.Inner>().Ignore.Should().ContainSingle();

    [Fact]
    public void Applying_rules_are_declared_as_unused()
    {
        var use = new IgnoreRuleUse();
        var run = new RunSettings { Scopes = new LeakOptions { Ignore = [new IgnoreRule { Reason = "file" }] } };

        new SettingsResolver(use).Resolve(Method<Ignoring>(nameof(Ignoring.Test)), typeof(Ignoring), Here, run);

        use.Unused.Select(rule => rule.Reason).Should().BeEquivalentTo("overridden", "base", "file");
    }

    [Fact]
    public void Mode_off_is_as_if_no_attribute_were_there()
    {
        var run = new RunSettings { Mode = RunMode.Off };

        Resolve<OnMethod>(nameof(OnMethod.Bare), run).Enabled.Should().BeFalse();
        _resolver.Of(null, run).Enabled.Should().BeFalse();
        _resolver.Of(new LeakOptions(), run).Enabled.Should().BeFalse();
    }

    [Fact]
    public void The_second_answer_is_the_same_object_and_costs_no_allocation()
    {
        var run = new RunSettings();
        MethodInfo method = Method<Levels>(nameof(Levels.Test));
        EffectiveSettings first = _resolver.Resolve(method, typeof(Levels), Here, run);
        bool same = true;
        for (int i = 0; i < 100; i++)
        {
            same &= ReferenceEquals(_resolver.Resolve(method, typeof(Levels), Here, run), first);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            same &= ReferenceEquals(_resolver.Resolve(method, typeof(Levels), Here, run), first);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().Be(0);
        same.Should().BeTrue();
    }

    [Fact]
    public void The_closed_forms_of_a_generic_method_are_one_place()
    {
        var run = new RunSettings();
        MethodInfo method = Method<Levels>(nameof(Levels.Row));

        EffectiveSettings one = _resolver.Resolve(method.MakeGenericMethod(typeof(int)), typeof(Levels), Here, run);
        EffectiveSettings two = _resolver.Resolve(method.MakeGenericMethod(typeof(string)), typeof(Levels), Here, run);

        two.Should().BeSameAs(one);
    }

    [Fact]
    public void Another_run_gets_its_own_answer()
    {
        Resolve<OnMethod>(nameof(OnMethod.Bare), new RunSettings { Scopes = new LeakOptions { MaxLive = 1 } }).MaxLive.Should().Be(1);
        Resolve<OnMethod>(nameof(OnMethod.Bare), new RunSettings { Scopes = new LeakOptions { MaxLive = 2 } }).MaxLive.Should().Be(2);
    }

    [Fact]
    public void Options_of_code_come_before_the_run()
    {
        IgnoreRule own = new() { Reason = "own" }, file = new() { Reason = "file" };
        var run = new RunSettings { Scopes = new LeakOptions { Tolerance = 1, MaxLive = 8, Ignore = [file] } };

        EffectiveSettings settings = _resolver.Of(new LeakOptions { Tolerance = 2, Ignore = [own] }, run);

        settings.Should().BeEquivalentTo(new EffectiveSettings { Tolerance = 2, MaxLive = 8, Ignore = [own, file] });
        _resolver.Of(null, run).Should().BeEquivalentTo(new EffectiveSettings { Tolerance = 1, MaxLive = 8, Ignore = [file] });
    }
}
