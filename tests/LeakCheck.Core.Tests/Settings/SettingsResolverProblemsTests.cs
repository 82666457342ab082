using LeakCheck.Rules;
using LeakCheck.Settings;

namespace LeakCheck.Core.Tests.Settings;

public class SettingsResolverProblemsTests
{
    private readonly SettingsResolver _resolver = new(new IgnoreRuleUse());

    private void Resolve<T>(string method) => _resolver.Resolve(typeof(T).GetMethod(method), typeof(T), typeof(T).Assembly, new RunSettings());

    [Fact]
    public void All_bad_values_of_all_levels_are_named_at_once()
    {
        Action resolve = () => Resolve<OrderTests>(nameof(OrderTests.Cancel));

        const string place = "SettingsResolverProblemsTests.OrderTests";
        resolve.Should().Throw<LeakSettingsException>().Which.Problems.Should().Equal(
            $"[VerifyNoLeaks] on {place}.Cancel: Tolerance is -1; allowed are 0 and more.",
            $"[VerifyNoLeaks] on {place}.Cancel: SettleMilliseconds is -2; allowed are 0 and more.",
            $"[AllowLeaks] on {place}.Cancel: Reason is empty; allowed are texts that say why the leak is accepted.",
            $"[VerifyNoLeaks] on {place}: Kinds is 12; allowed are None, Tasks, Timers, Threads and All, combined as flags.",
            $"[VerifyNoLeaks] on {place}: MaxLive is -3; allowed are 0 and more.",
            $"[IgnoreLeaks] on {place}: Reason is empty; allowed are texts that say why the leak is accepted.",
            $"[IgnoreLeaks] on {place}: Kinds is 64; allowed are None, Tasks, Timers, Threads and All, combined as flags.");
    }

    [Fact]
    public void The_second_question_fails_like_the_first()
    {
        Action resolve = () => Resolve<OrderTests>(nameof(OrderTests.Cancel));

        string first = resolve.Should().Throw<LeakSettingsException>().Which.Message;
        resolve.Should().Throw<LeakSettingsException>().WithMessage(first);
    }

    [Fact]
    public void Another_method_of_the_class_has_the_problems_of_the_class_only()
    {
        Action resolve = () => Resolve<OrderTests>(nameof(OrderTests.Other));

        resolve.Should().Throw<LeakSettingsException>().Which.Problems.Should().HaveCount(4);
    }

    [Fact]
    public void Good_values_at_the_edge_of_what_is_allowed_pass()
    {
        Action resolve = () => Resolve<EdgeTests>(nameof(EdgeTests.Test));

        resolve.Should().NotThrow();
    }

    [Fact]
    public void All_bad_options_of_code_are_named_at_once()
    {
        var options = new LeakOptions
        {
            Kinds = (WorkKinds)8,
            Tolerance = -1,
            SettleMilliseconds = -1,
            MaxLive = -1,
            Ignore = [new IgnoreRule { Reason = "fine" }, new IgnoreRule { Reason = " ", Kinds = (WorkKinds)16 }, null!],
        };

        Action of = () => _resolver.Of(options, new RunSettings());

        of.Should().Throw<LeakSettingsException>().Which.Problems.Should().Equal(
            "LeakOptions: Kinds is 8; allowed are None, Tasks, Timers, Threads and All, combined as flags.",
            "LeakOptions: Tolerance is -1; allowed are 0 and more.",
            "LeakOptions: SettleMilliseconds is -1; allowed are 0 and more.",
            "LeakOptions: MaxLive is -1; allowed are 0 and more.",
            "LeakOptions: Ignore[1].Reason is empty; allowed are texts that say why the leak is accepted.",
            "LeakOptions: Ignore[1].Kinds is 16; allowed are None, Tasks, Timers, Threads and All, combined as flags.",
            "LeakOptions: Ignore[2] is null; allowed are rules.");
    }

    [Fact]
    public void A_missing_list_of_rules_is_an_empty_one()
    {
        Action of = () => _resolver.Of(new LeakOptions { Ignore = null! }, new RunSettings());

        of.Should().NotThrow();
    }

#pragma warning disable CA1822 // Stand-ins for test methods, which are instance methods.
    [VerifyNoLeaks(Kinds = (WorkKinds)12, MaxLive = -3)]
    [IgnoreLeaks("", Kinds = (WorkKinds)64)]
    private sealed class OrderTests
    {
        [VerifyNoLeaks(Tolerance = -1, SettleMilliseconds = -2)]
        [AllowLeaks("  ")]
        public void Cancel() { }

        public void Other() { }
    }

    [VerifyNoLeaks(Kinds = WorkKinds.None, Tolerance = 0, SettleMilliseconds = 0, MaxLive = int.MaxValue)]
    [IgnoreLeaks("a rule without criteria matches everything")]
    private sealed class EdgeTests
    {
        public void Test() { }
    }
}
