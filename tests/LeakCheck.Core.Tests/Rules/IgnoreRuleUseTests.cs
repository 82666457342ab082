using LeakCheck.Rules;

namespace LeakCheck.Core.Tests.Rules;

public class IgnoreRuleUseTests
{
    private static IgnoreRule Rule(string source) => new() { Reason = "known", TopMethod = "Poller.*", Source = source };

    [Fact]
    public void A_rule_is_unused_until_it_excuses_something()
    {
        var use = new IgnoreRuleUse();
        use.Declare([Rule("b"), Rule("a")]);
        use.Unused.Select(rule => rule.Source).Should().Equal("a", "b");

        use.Count(Rule("a"), 3);

        use.Unused.Should().Equal(Rule("b"));
        use.CountOf(Rule("a")).Should().Be(3);
    }

    [Fact]
    public void The_place_of_declaration_makes_the_rule_and_declaring_again_changes_nothing()
    {
        var use = new IgnoreRuleUse();
        use.Declare([Rule("a")]);
        use.Count(Rule("a"), 1);

        use.Declare([Rule("a"), Rule("b")]);

        use.CountOf(Rule("a")).Should().Be(1);
        use.CountOf(Rule("b")).Should().Be(0);
    }

    [Fact]
    public void Counts_from_many_threads_add_up()
    {
        var use = new IgnoreRuleUse();

        Parallel.For(0, 10_000, i => use.Count(Rule(i % 2 == 0 ? "even" : "odd"), 1));

        use.CountOf(Rule("even")).Should().Be(5_000);
        use.CountOf(Rule("odd")).Should().Be(5_000);
    }

    [Fact]
    public void Endless_new_rules_do_not_grow_memory()
    {
        var use = new IgnoreRuleUse();
        for (int i = 0; i < 20_000; i++)
        {
            use.Declare([new IgnoreRule { Reason = $"row {i}" }]);
        }

        use.Unused.Count.Should().Be(10_000);
    }

    [Fact]
    public void A_rule_is_described_in_one_line()
    {
        IgnoreRuleUse.Describe(Rule("leakcheck.json: ignore[2]") with { Kinds = WorkKinds.Tasks | WorkKinds.Timers })
            .Should().Be("leakcheck.json: ignore[2] (TopMethod = Poller.*, Kinds = Tasks, Timers): known");
        IgnoreRuleUse.Describe(new IgnoreRule { Reason = "why" }).Should().Be("rule in code (everything): why");
    }
}
