using LeakCheck.Rules;

namespace LeakCheck.Core.Tests.Rules;

public class IgnoreRulesTests
{
    private static readonly Survivor s_poller = new()
    {
        Kind = SurvivorKind.Task,
        What = "PricePoller.RunAsync",
        State = SurvivorState.Waiting,
        Method = "PricePoller.PauseAsync",
        Rule = "LC101",
        Stack =
        [
            new LeakFrame("Vendor.Clock.WaitAsync") { Assembly = "Vendor" },
            new LeakFrame("PricePoller.PauseAsync") { Assembly = "Orders", IsUserCode = true },
            new LeakFrame("OrderTests.Cancel") { Assembly = "Orders.Tests", IsUserCode = true },
        ],
        CreatedAt = [new LeakFrame("PricePoller..ctor"), new LeakFrame("OrderTests.Cancel")],
    };

    private static readonly Survivor s_worker = new() { Kind = SurvivorKind.Thread, What = "worker-3", State = SurvivorState.Blocked, ThreadName = "worker-3" };

    private static IgnoreRule Rule { get; } = new() { Reason = "known" };

    [Fact]
    public void A_rule_without_criteria_matches_everything()
    {
        IgnoreRules.Matches(Rule, s_poller).Should().BeTrue();
        IgnoreRules.Matches(Rule, s_worker).Should().BeTrue();
    }

    [Fact]
    public void TopMethod_is_the_method_at_which_it_stands_and_no_other()
    {
        IgnoreRules.Matches(Rule with { TopMethod = "PricePoller.*" }, s_poller).Should().BeTrue();
        IgnoreRules.Matches(Rule with { TopMethod = "OrderTests.Cancel" }, s_poller).Should().BeFalse();
        IgnoreRules.Matches(Rule with { TopMethod = "Clock.WaitAsync" }, s_poller).Should().BeFalse();
    }

    [Fact]
    public void TopMethod_is_the_innermost_frame_where_no_method_is_known() =>
        IgnoreRules.Matches(Rule with { TopMethod = "Clock.WaitAsync" }, s_poller with { Method = null }).Should().BeTrue();

    [Theory]
    [InlineData("Vendor.Clock.WaitAsync", true)]
    [InlineData("PauseAsync", true)]
    [InlineData("OrderTests.*", true)]
    [InlineData("PricePoller..ctor", false)]
    public void AnyMethod_is_any_frame_of_the_stack_but_not_of_the_start(string pattern, bool expected) =>
        IgnoreRules.Matches(Rule with { AnyMethod = pattern }, s_poller).Should().Be(expected);

    [Fact]
    public void AnyMethod_knows_the_method_also_without_a_stack() =>
        IgnoreRules.Matches(Rule with { AnyMethod = "PauseAsync" }, s_poller with { Stack = [] }).Should().BeTrue();

    [Theory]
    [InlineData("PricePoller..ctor", true)]
    [InlineData("OrderTests.*", true)]
    [InlineData("Clock.*", false)]
    public void CreatedBy_is_any_frame_of_the_start(string pattern, bool expected) =>
        IgnoreRules.Matches(Rule with { CreatedBy = pattern }, s_poller).Should().Be(expected);

    [Theory]
    [InlineData("worker-3", true)]
    [InlineData("worker-*", true)]
    [InlineData("Worker-3", false)]
    [InlineData("worker", false)]
    public void ThreadName_fits_as_a_whole(string pattern, bool expected) =>
        IgnoreRules.Matches(Rule with { ThreadName = pattern }, s_worker).Should().Be(expected);

    [Theory]
    [InlineData("Vendor", true)]
    [InlineData("Orders", true)]
    [InlineData("Orders.*", false)]
    [InlineData("Orders.Tests", false)]
    public void Assembly_is_the_one_whose_code_runs_and_not_one_that_waits(string pattern, bool expected) =>
        IgnoreRules.Matches(Rule with { Assembly = pattern }, s_poller).Should().Be(expected);

    [Theory]
    [InlineData("LC101", true)]
    [InlineData("LC1*", true)]
    [InlineData("LC10", false)]
    public void Rule_is_the_id_of_the_diagnosis(string id, bool expected) => IgnoreRules.Matches(Rule with { Rule = id }, s_poller).Should().Be(expected);

    [Theory]
    [InlineData(SurvivorKind.Task, WorkKinds.Tasks, true)]
    [InlineData(SurvivorKind.Timer, WorkKinds.Timers | WorkKinds.Tasks, true)]
    [InlineData(SurvivorKind.Thread, WorkKinds.Threads, true)]
    [InlineData(SurvivorKind.Thread, WorkKinds.Timers | WorkKinds.Tasks, false)]
    [InlineData(SurvivorKind.Timer, WorkKinds.None, false)]
    public void Kinds_limit_what_is_matched(SurvivorKind kind, WorkKinds kinds, bool expected) =>
        IgnoreRules.Matches(Rule with { Kinds = kinds }, s_worker with { Kind = kind }).Should().Be(expected);

    [Fact]
    public void All_criteria_must_match()
    {
        IgnoreRules.Matches(Rule with { TopMethod = "PauseAsync", Rule = "LC101" }, s_poller).Should().BeTrue();
        IgnoreRules.Matches(Rule with { TopMethod = "PauseAsync", Rule = "LC102" }, s_poller).Should().BeFalse();
    }

    [Fact]
    public void What_is_not_known_of_a_survivor_fits_no_criterion_not_even_a_star()
    {
        IgnoreRule[] rules =
        [
            Rule with { TopMethod = "*" }, Rule with { AnyMethod = "*" }, Rule with { CreatedBy = "*" }, Rule with { ThreadName = "*" },
            Rule with { Assembly = "*" }, Rule with { Rule = "*" },
        ];
        Survivor unknown = s_worker with { ThreadName = null };

        rules.Should().OnlyContain(rule => !IgnoreRules.Matches(rule, unknown));
    }

    [Fact]
    public void The_first_matching_rule_is_the_one()
    {
        IgnoreRule near = Rule with { TopMethod = "PauseAsync" }, other = Rule with { TopMethod = "Elsewhere" };

        IgnoreRules.FirstMatch([other, near, Rule], s_poller).Should().BeSameAs(near);
        IgnoreRules.FirstMatch([other], s_poller).Should().BeNull();
    }
}
