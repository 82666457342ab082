using LeakCheck.Report;

namespace LeakCheck.Core.Tests.Report;

public class HeadlineTests
{
    private static readonly string s_long = string.Concat(Enumerable.Repeat("Verbose", 20));

    [Fact]
    public void A_sweep_names_groups_and_owners()
    {
        LeakReport sweep = Sweep(Sample.Poller with { Count = 11 }, Sample.CacheTimer, Sample.Worker with { Owner = null });

        Headline.Of(sweep, Sample.View).Should().Be(
            "LeakCheck: 13 leaks in 3 groups; owners: 2 scopes; 1 without owner; first: Task PricePoller.RunAsync (await at PricePoller.cs:42)");
    }

    [Fact]
    public void A_sweep_with_short_names_lists_its_owners() =>
        Headline.Of(Sweep(Sample.Worker with { Owner = "A.B.C" }, Sample.Worker with { Owner = "A.B.D", IsForeground = false }), Sample.View).Should().Be(
            "LeakCheck: 2 leaks in 2 groups; owners: B.C, B.D; first: Thread \"worker-3\" (FOREGROUND: keeps the process alive) (src/Queue.cs:58)");

    [Fact]
    public void A_sweep_with_one_leak_says_who_started_it() =>
        Headline.Of(Sweep(Sample.Poller), Sample.View).Should().Be(
            "LeakCheck: 1 leak. Task PricePoller.RunAsync outlived the run (await at src/PricePoller.cs:42); owner: OrderTests.Cancel_stops_polling");

    [Theory]
    [InlineData("Shop.Tests.OrderTests.Cancels(feed: \"a.b\")", "OrderTests.Cancels(feed: \"a.b\")")]
    [InlineData("Cancels", "Cancels")]
    [InlineData("Shop.Box<System.Int32>.Holds", "Box<System.Int32>.Holds")]
    [InlineData("GET /orders/{id}", "GET /orders/{id}")]
    public void The_owner_is_its_class_and_method_with_the_row(string scope, string shown) =>
        Headline.Of(Sample.Test(scope), Sample.View).Should().Be("LeakCheck: no leak after " + shown);

    [Fact]
    public void A_row_gives_way_before_the_line_does() =>
        Headline.Of(Sample.Test($"Shop.Tests.OrderTests.Cancels(text: \"{s_long}\")", Sample.Poller), Sample.View).Should().Be(
            "LeakCheck: 1 leak. Task PricePoller.RunAsync is still alive after OrderTests.Cancels (await at src/PricePoller.cs:42)");

    [Fact]
    public void What_a_foreground_thread_does_gives_way_before_the_class_of_the_test_does() =>
        Headline.Of(Sample.Test("Shop.Tests.OrderTestsWithALongNameThatSaysAll.Cancels_and_says_why", Sample.Worker), Sample.View).Should().Be(
            "LeakCheck: 1 leak. Thread \"worker-3\" (FOREGROUND) still runs after OrderTestsWithALongNameThatSaysAll.Cancels_and_says_why (Queue.cs:58)");

    [Fact]
    public void Names_give_way_before_the_line_does()
    {
        Survivor survivor = Sample.Poller with { What = s_long, Method = s_long, File = "/_/src/SubscriptionRenewalBackgroundService.cs", Line = 1042 };

        Headline.Of(Sample.Test("Shop.Tests.SubscriptionTests." + s_long, survivor), Sample.View).Should().EndWith(" (await at SubscriptionRenewalBackgroundService.cs:1042)");
    }

    [Theory]
    [InlineData("thread 12", "Thread 12")]
    [InlineData("pool thread in Worker.Drain", "Pool thread in Worker.Drain")]
    [InlineData("thread in Worker.Drain", "Thread in Worker.Drain")]
    public void A_thread_without_a_name_is_called_one_once(string what, string shown) =>
        Headline.Subject(Sample.Worker with { What = what, ThreadName = null, IsForeground = false }).Should().Be(shown);

    [Fact]
    public void No_name_makes_it_longer_than_its_limit()
    {
        Survivor survivor = Sample.Poller with { What = s_long, Method = s_long, File = $"/_/{s_long}/{s_long}.cs", Owner = s_long };
        LeakReport[] reports = [Sample.Test(s_long, survivor), Sample.Test(s_long, survivor, survivor), Sweep(survivor), Sweep(survivor, survivor), Sample.Test(s_long)];

        reports.Select(r => Headline.Of(r, Sample.View).Length).Should().OnlyContain(length => length <= Headline.Limit);
    }

    [Fact]
    public void A_line_break_in_a_name_does_not_break_the_line() =>
        Headline.Of(Sample.Test("T.Test(\"a\r\n\tb\")"), Sample.View).Should().Be("LeakCheck: no leak after T.Test(\"a   b\")");

    [Fact]
    public void A_librarys_thread_is_placed_where_it_was_started() =>
        Headline.Of(Sample.Test("A.B.C", Sample.Worker with { File = null, Line = null, Method = "Heartbeat.TimerLoop", Stack = [], IsForeground = false, CreatedAt = [new LeakFrame("Web.StartAsync", "/src/Web.cs", 12) { IsUserCode = true }] }), Sample.View)
            .Should().Be("LeakCheck: 1 leak. Thread \"worker-3\" still runs after B.C (started at /src/Web.cs:12)");

    [Theory]
    [InlineData(SurvivorState.Waiting, "await at src/PricePoller.cs:42")]
    [InlineData(SurvivorState.Orphan, "await at src/PricePoller.cs:42")]
    [InlineData(SurvivorState.Running, "running at src/PricePoller.cs:42")]
    [InlineData(SurvivorState.Blocked, "blocked at src/PricePoller.cs:42")]
    [InlineData(SurvivorState.Scheduled, "queued at src/PricePoller.cs:42")]
    public void The_place_says_what_the_task_does_there(SurvivorState state, string expected) =>
        Headline.Where(Sample.Poller with { State = state }, Sample.View).Should().Be(expected);

    private static LeakReport Sweep(params Survivor[] survivors) => Sample.Test("LeakCheck.FinalSweep", survivors) with { Kind = ScopeKind.Sweep };
}
