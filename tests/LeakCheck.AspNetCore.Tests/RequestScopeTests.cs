using System.Net.WebSockets;
using Shop;

namespace LeakCheck.AspNetCore.Tests;

/// <summary>What one request leaves behind, and what it does not.</summary>
[Collection(nameof(OneAfterTheOther))]
public sealed class RequestScopeTests
{
    public static TheoryData<string> Kinds => ["TestServer", "Kestrel"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Clean_requests_leave_nothing(string kind)
    {
        await using ShopServer server = await ShopServer.StartAsync(kind);

        LeakReport report = await CheckAsync(async () =>
        {
            for (int i = 0; i < 20; i++)
            {
                await server.Client.GetStringAsync($"/orders/{i}");
            }
        });

        report.Survivors.Should().BeEmpty(report.ToString());
    }

    [Theory]
    [InlineData("TestServer", "/orders/7/audit", "GET /orders/{id}/audit", SurvivorKind.Task)]
    [InlineData("TestServer", "/orders/7/remind?when=now", "GET /orders/{id}/remind", SurvivorKind.Timer)]
    [InlineData("TestServer", "/orders/7/export", "GET /orders/{id}/export", SurvivorKind.Thread)]
    [InlineData("TestServer", "/Reports/Yearly/2024", "GET /Reports/Yearly/{year?}", SurvivorKind.Task)]
    [InlineData("Kestrel", "/orders/7/audit", "GET /orders/{id}/audit", SurvivorKind.Task)]
    [InlineData("Kestrel", "/orders/7/remind?when=now", "GET /orders/{id}/remind", SurvivorKind.Timer)]
    [InlineData("Kestrel", "/orders/7/export", "GET /orders/{id}/export", SurvivorKind.Thread)]
    public async Task A_survivor_of_any_kind_names_method_and_route(string kind, string path, string request, SurvivorKind survivor)
    {
        await using ShopServer server = await ShopServer.StartAsync(kind);

        LeakReport report = await CheckLeakyAsync(() => server.Client.GetStringAsync(path));

        report.Survivors.Should().ContainSingle(report.ToString()).Which.Should().BeEquivalentTo(
            new { Kind = survivor, Class = SurvivorClass.Leak, Request = request, Owner = "the test" });
        report.ToString().Should().MatchRegex(@"\n +request +" + System.Text.RegularExpressions.Regex.Escape(request));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_middleware_that_throws_is_charged_for_what_it_started(string kind)
    {
        await using ShopServer server = await ShopServer.StartAsync(kind);

        LeakReport report = await CheckLeakyAsync(async () =>
        {
            try
            {
                await server.Client.GetAsync("/broken");
            }
            catch (InvalidOperationException)
            {
                // TestServer hands the exception to the client; Kestrel answers 500.
            }
        });

        report.Survivors.Should().ContainSingle(report.ToString()).Which.Request.Should().Be("GET /broken", "routing never ran");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_handler_that_never_returns_is_its_test_s_while_it_hangs(string kind)
    {
        await using ShopServer server = await ShopServer.StartAsync(kind);
        Task<HttpResponseMessage>? answer = null;

        LeakReport report = await CheckLeakyAsync(async () =>
        {
            int before = Audit.Recorded;
            using var impatient = new CancellationTokenSource();
            answer = server.Client.GetAsync("/orders/3/stuck", impatient.Token);
            await UntilRecordedAsync(before);
            await impatient.CancelAsync();
        });

        // TestServer lets go of the client only when the handler has returned, which it does by now.
        await FluentActions.Awaiting(() => answer!).Should().ThrowAsync<OperationCanceledException>();

        report.Survivors.Should().Contain(s => s.What == "Audit.RecordAsync" && s.Request == "GET /orders/{id}/stuck" && s.Owner == "the test", report.ToString());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_stream_that_the_client_leaves_ends(string kind)
    {
        await using ShopServer server = await ShopServer.StartAsync(kind);

        LeakReport report = await CheckAsync(() => ReadAndLeaveAsync(server.Client, "/prices/live"));

        report.Survivors.Should().BeEmpty(report.ToString());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_stream_that_goes_on_without_its_client_is_a_leak(string kind)
    {
        await using ShopServer server = await ShopServer.StartAsync(kind);

        LeakReport report = await CheckLeakyAsync(async () =>
        {
            int before = Audit.Recorded;
            await ReadAndLeaveAsync(server.Client, "/prices/deaf");
            await UntilRecordedAsync(before);
        });

        report.Survivors.Should().Contain(s => s.What == "Audit.RecordAsync" && s.Request == "GET /prices/deaf", report.ToString());
    }

    [Theory]
    [InlineData("TestServer", "hello", false)]
    [InlineData("TestServer", "leak", true)]
    [InlineData("Kestrel", "hello", false)]
    [InlineData("Kestrel", "leak", true)]
    public async Task A_web_socket_is_a_request_until_it_is_torn_down(string kind, string message, bool leaks)
    {
        await using ShopServer server = await ShopServer.StartAsync(kind);

        async Task TalkAsync()
        {
            using WebSocket socket = await server.ConnectAsync("/chat");
            await socket.SendAsync(System.Text.Encoding.UTF8.GetBytes(message), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
            await socket.ReceiveAsync(new byte[256], CancellationToken.None);
            socket.Abort();
        }

        LeakReport report = leaks ? await CheckLeakyAsync(TalkAsync) : await CheckAsync(TalkAsync);

        if (leaks)
        {
            report.Survivors.Should().ContainSingle(report.ToString()).Which.Request.Should().Be("GET /chat");
        }
        else
        {
            report.Survivors.Should().BeEmpty(report.ToString());
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_request_outside_every_test_is_nobody_s_and_the_sweep_names_its_route(string kind)
    {
        await using ShopServer server = await ShopServer.StartAsync(kind);
        LeakReport sweep;
        try
        {
            using (LeakScope scope = LeakScope.Begin("a neighbour"))
            {
                Task<string> outside;
                using (ExecutionContext.SuppressFlow())
                {
                    outside = Task.Run(async () => await server.Client.GetStringAsync("/orders/7/audit") + await server.Client.GetStringAsync("/orders/7/export"));
                }

                await outside;

                (await scope.CheckAsync()).Survivors.Should().BeEmpty();
            }

            sweep = await LeakVerifier.SweepAsync(new LeakOptions { SettleMilliseconds = 300 });
        }
        finally
        {
            Audit.StopAll();
        }

        sweep.Survivors.Should().Contain(s => s.What == "Audit.RecordAsync" && s.Owner == null && s.Request == "GET /orders/{id}/audit", sweep.ToString());
        sweep.Survivors.Should().Contain(s => s.ThreadName == "export 7" && s.Owner == null && s.Request == "GET /orders/{id}/export", sweep.ToString());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_request_that_arrives_after_its_test_is_nobody_s(string kind)
    {
        await using ShopServer server = await ShopServer.StartAsync(kind);
        LeakReport sweep;
        try
        {
            var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            LeakScope scope = LeakScope.Begin("a test that is over", new LeakOptions { SettleMilliseconds = 0 });
            Task late = Task.Run(async () =>
            {
                await go.Task;
                await server.Client.GetStringAsync("/orders/8/audit");
            });
            await scope.CheckAsync();
            go.SetResult();
            await late;
            sweep = await LeakVerifier.SweepAsync(new LeakOptions { SettleMilliseconds = 300 });
        }
        finally
        {
            Audit.StopAll();
        }

        sweep.Survivors.Should().Contain(s => s.What == "Audit.RecordAsync" && s.Owner == null && s.Request == "GET /orders/{id}/audit", sweep.ToString());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_detached_request_is_never_reported(string kind)
    {
        await using ShopServer server = await ShopServer.StartAsync(kind);
        LeakReport report, sweep;
        try
        {
            using LeakScope scope = LeakScope.Begin("the test");
            await LeakScope.Detached(() => server.Client.GetStringAsync("/orders/9/audit"));
            report = await scope.CheckAsync();
            sweep = await LeakVerifier.SweepAsync(new LeakOptions { SettleMilliseconds = 300 });
        }
        finally
        {
            Audit.StopAll();
        }

        report.Survivors.Should().BeEmpty(report.ToString());
        sweep.Survivors.Should().NotContain(s => s.What == "Audit.RecordAsync", sweep.ToString());
    }

    [Fact]
    public async Task The_application_sees_no_header_of_ours_and_no_trace_that_would_not_be_there()
    {
        await using ShopServer server = await ShopServer.StartAsync("Kestrel");
        using LeakScope scope = LeakScope.Begin("the test");

        string headers = await server.Client.GetStringAsync("/headers");

        headers.Should().Contain("Host");
        headers.Should().NotContain("LeakCheck").And.NotContainEquivalentOf("traceparent");
        System.Diagnostics.Activity.Current.Should().BeNull();
    }

    private static async Task ReadAndLeaveAsync(HttpClient client, string path)
    {
        using HttpResponseMessage response = await client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead);
        await using Stream body = await response.Content.ReadAsStreamAsync();
        await body.ReadExactlyAsync(new byte[4]);
    }

    private static async Task UntilRecordedAsync(int before)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (Audit.Recorded == before)
        {
            await Task.Delay(5, deadline.Token);
        }
    }

    private static Task<LeakReport> CheckAsync(Func<Task> test) => CheckAsync(test, new LeakOptions { SettleMilliseconds = 30_000 });

    private static async Task<LeakReport> CheckLeakyAsync(Func<Task> test)
    {
        try
        {
            return await CheckAsync(test, new LeakOptions { SettleMilliseconds = 1000 });
        }
        finally
        {
            Audit.StopAll();
        }
    }

    private static async Task<LeakReport> CheckAsync(Func<Task> test, LeakOptions options)
    {
        using LeakScope scope = LeakScope.Begin("the test", options);
        await test();
        return await scope.CheckAsync();
    }
}
