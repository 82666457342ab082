using System.Text.RegularExpressions;
using LeakCheck.Diagnosis.Hints;

namespace LeakCheck.Core.Tests.Diagnosis.Hints;

public class HintCatalogueTests
{
    private static readonly Survivor s_poller = new() { Kind = SurvivorKind.Task, What = "Poller.RunAsync", State = SurvivorState.Waiting, Method = "Poller.RunAsync" };

    private static readonly HolderFacts s_holder = new() { Type = "Poller", IsDisposable = true };

    [Fact]
    public void There_are_at_least_twenty_rules_and_no_id_twice()
    {
        HintCatalogue.All.Should().HaveCountGreaterThanOrEqualTo(20);
        HintCatalogue.All.Select(r => r.Id).Should().OnlyHaveUniqueItems().And.OnlyContain(id => Regex.IsMatch(id, "^LC[1-4][0-9]{2}$"));
    }

    [Fact]
    public void Every_rule_has_a_remedy_that_needs_no_names() =>
        HintCatalogue.All.Where(r => !r.Remedies[^1].IsGeneral).Select(r => r.Id).Should().BeEmpty();

    [Fact]
    public void Every_name_in_a_remedy_is_one_that_there_is()
    {
        foreach (Remedy remedy in HintCatalogue.All.SelectMany(r => r.Remedies))
        {
            FluentActions.Invoking(() => (remedy with { When = null }).Write(s_poller, HintFacts.None)).Should().NotThrow();
        }
    }

    [Fact]
    public void A_survivor_that_no_rule_explains_has_neither_rule_nor_hint()
    {
        Survivor survivor = HintCatalogue.Apply(s_poller with { Rule = "old", Hint = "old" }, HintFacts.None with { HasCode = true });

        survivor.Rule.Should().BeNull();
        survivor.Hint.Should().BeNull();
    }

    [Fact]
    public void Of_a_host_that_the_test_started_the_line_is_told()
    {
        var facts = new HintFacts { HasCode = true, Holder = s_holder with { IsHostedService = true }, Use = new LibraryUse("OrderTests.Pays", "OrderTests.cs:12") };

        HintCatalogue.Apply(s_poller, facts).Hint.Should().Be(
            "stop what `OrderTests.Pays` starts (OrderTests.cs:12), which runs `Poller`, before the test ends: `await host.StopAsync()`, or dispose the host or its factory");
    }

    [Fact]
    public void A_continuation_that_comes_back_starts_itself_anew()
    {
        Survivor chain = s_poller with { State = SurvivorState.Looping, Stack = [new LeakFrame("Poller.RunAsync", null, null) { IsUserCode = true }] };

        HintCatalogue.Apply(chain, new HintFacts { Awaits = AwaitKind.Delay }).Rule.Should().Be("LC101");
        HintCatalogue.Apply(chain with { State = SurvivorState.Waiting }, new HintFacts { Awaits = AwaitKind.Delay }).Rule.Should().Be("LC106");
    }

    [Fact]
    public void A_thread_in_the_programs_Main_waits_for_the_host_that_it_runs()
    {
        var facts = new HintFacts { BlockedIn = "Task.Wait", Calls = ["Microsoft.Extensions.Hosting.Abstractions|HostingAbstractionsHostExtensions.Run"] };

        Survivor survivor = HintCatalogue.Apply(s_poller with { Kind = SurvivorKind.Thread, Method = "Program.Main" }, facts);

        (survivor.Rule, survivor.Hint).Should().Be(("LC403", "stop the host that `Program.Main` runs before the test ends: `await host.StopAsync()`, or dispose the host or its factory"));
    }

    [Theory]
    [InlineData(null, false, "LC402")]
    [InlineData("NeverCancelled", false, "LC403")]
    [InlineData("NeverCancelled", true, "LC402")]
    [InlineData("Cancelled", false, "LC402")]
    public void A_hosted_service_ignores_its_token_or_was_not_stopped(string? token, bool wasAskedToStop, string rule)
    {
        var facts = new HintFacts
        {
            HasCode = true,
            Awaits = AwaitKind.Delay,
            Token = token is null ? null : new TokenFacts("stoppingToken", Enum.Parse<TokenState>(token)),
            Holder = s_holder with { IsHostedService = true, WasAskedToStop = wasAskedToStop },
        };

        HintCatalogue.Apply(s_poller, facts).Rule.Should().Be(rule);
    }

    [Theory]
    [InlineData(true, null, "LC103", "`Poller.Dispose` never cancels `_cts`: cancel it there, then await the task of `Poller.RunAsync`")]
    [InlineData(true, "_loop", "LC103", "`Poller.Dispose` never cancels `_cts`: cancel it there, then await `_loop`")]
    [InlineData(false, null, "LC103", "cancel `_cts` when `Poller` is done with, for example in DisposeAsync, then await the task of `Poller.RunAsync`")]
    public void The_names_of_the_programs_members_stand_in_the_hint(bool disposable, string? part, string rule, string hint)
    {
        var facts = new HintFacts
        {
            HasCode = true,
            Awaits = AwaitKind.Delay,
            Token = new TokenFacts("ct", TokenState.NeverCancelled),
            Holder = s_holder with { IsDisposable = disposable, PartField = part, Sources = [new SourceFacts("_cts", IsCancelled: false, IsCancelledByDispose: false)] },
        };

        Survivor survivor = HintCatalogue.Apply(s_poller, facts);

        (survivor.Rule, survivor.Hint).Should().Be((rule, hint));
    }

    [Fact]
    public void A_holder_that_was_not_disposed_says_more_than_a_token_that_was_not_cancelled()
    {
        var facts = new HintFacts
        {
            HasCode = true,
            Token = new TokenFacts("ct", TokenState.NeverCancelled),
            Holder = s_holder with { IsDisposed = false, Sources = [new SourceFacts("_cts", IsCancelled: false, IsCancelledByDispose: true)] },
        };

        HintCatalogue.Apply(s_poller, facts).Rule.Should().Be("LC401");
    }

    [Fact]
    public void Reports_carry_cause_and_remedy_of_every_rule() =>
        HintCatalogue.Help.Single(r => r.Id == "LC203").Help.Should().Be(
            "The source keeps a timer until its timeout passes, unless it is disposed. To mend it: dispose the CancellationTokenSource when its work is done: `using var cts = new CancellationTokenSource(timeout);`.");
}
