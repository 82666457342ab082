using LeakCheck.Scopes;

namespace LeakCheck.Core.Tests.Engine;

/// <summary>A request scope never answers for its work: its test does, from the first moment, and where there is none nobody.</summary>
public class RequestScopeTests
{
    private static readonly CancellationTokenSource s_end = new();

    [Fact]
    public async Task Work_of_a_request_belongs_to_its_test_after_the_request()
    {
        LeakReport report = await CheckAsync((engine, test) => Handle(engine, test, dispose: true));

        report.Survivors.Should().ContainSingle(report.ToString()).Which.Should().BeEquivalentTo(new { Owner = "the test", Request = "GET /orders/{id}" });
    }

    [Fact]
    public async Task Work_of_a_request_belongs_to_its_test_while_it_is_handled()
    {
        LeakReport report = await CheckAsync((engine, test) => Handle(engine, test, dispose: false));

        report.Survivors.Should().ContainSingle(report.ToString()).Which.Owner.Should().Be("the test");
    }

    [Fact]
    public async Task A_timer_that_only_a_request_has_armed_is_seen()
    {
        Timer? timer = null;
        LeakReport report = await CheckAsync((engine, test) =>
        {
            using LeakScope request = engine.BeginRequest(new RequestName("GET", "/"), test);
            timer = new Timer(_ => { }, null, 60_000, 60_000);
        });
        await timer!.DisposeAsync();

        report.Survivors.Should().ContainSingle(report.ToString()).Which.Kind.Should().Be(SurvivorKind.Timer);
    }

    [Fact]
    public async Task A_scope_inside_a_request_has_the_request_s_name_too()
    {
        LeakReport report = await CheckAsync((engine, test) =>
        {
            using LeakScope request = engine.BeginRequest(new RequestName("POST", "/orders"), test);
            using LeakScope inner = LeakScope.Begin("inner");
            _ = WorkAsync();
        });

        report.Survivors.Should().ContainSingle(report.ToString()).Which.Should().BeEquivalentTo(new { Owner = "the test", Request = "POST /orders" });
    }

    [Fact]
    public async Task A_request_of_nobody_is_no_neighbour_s()
    {
        LeakReport report = await CheckAsync((engine, _) => Handle(engine, null, dispose: true));

        report.Survivors.Should().BeEmpty(report.ToString());
    }

    [Fact]
    public void The_first_route_stays()
    {
        var name = new RequestName("GET", "/orders/7");
        name.Text.Should().Be("GET /orders/7");

        name.Route("/orders/{id}");
        name.Route("/error");

        name.Text.Should().Be("GET /orders/{id}");
    }

    private static void Handle(LeakEngine engine, LeakScope? test, bool dispose)
    {
        LeakScope? before = engine.Marker.Current;
        var name = new RequestName("GET", "/orders/7");
        LeakScope request = engine.BeginRequest(name, test);
        name.Route("/orders/{id}");
        _ = WorkAsync();
        if (dispose)
        {
            request.Dispose();
        }

        engine.Marker.Current = before;
    }

    private static async Task<LeakReport> CheckAsync(Action<LeakEngine, LeakScope> body)
    {
        using LeakScope test = LeakScope.Begin("the test", new LeakOptions { SettleMilliseconds = 200 });
        body(LeakEngine.Current, test);
        return await test.CheckAsync();
    }

    private static async Task WorkAsync() => await Task.Delay(TimeSpan.FromMinutes(10), s_end.Token);
}
