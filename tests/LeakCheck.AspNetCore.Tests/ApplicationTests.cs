using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Shop;

namespace LeakCheck.AspNetCore.Tests;

/// <summary>Applications that are built without a factory: they belong to whoever starts them, as everything else does.</summary>
[Collection(nameof(OneAfterTheOther))]
public sealed class ApplicationTests
{
    [Fact]
    public async Task An_application_that_a_test_starts_and_leaves_running_is_that_test_s_leak()
    {
        using LeakScope scope = LeakScope.Begin("the test", new LeakOptions { SettleMilliseconds = 500 });
        ShopServer server = await ShopServer.StartAsync("Kestrel");
        await server.Client.GetStringAsync("/orders/1");

        LeakReport report = await scope.CheckAsync();
        await server.DisposeAsync();

        report.Survivors.Should().Contain(s => s.What == "PriceUpdates.ExecuteAsync" && s.Owner == "the test" && s.Request == null, report.ToString());
    }

    [Fact]
    public async Task An_application_that_is_started_detached_is_no_test_s_but_its_requests_are()
    {
        LeakReport first, second;
        ShopServer server;
        using (LeakScope scope = LeakScope.Begin("first", new LeakOptions { SettleMilliseconds = 30_000 }))
        {
            server = await LeakScope.Detached(() => ShopServer.StartAsync("Kestrel"));
            await server.Client.GetStringAsync("/orders/1");
            first = await scope.CheckAsync();
        }

        try
        {
            using LeakScope scope = LeakScope.Begin("second", new LeakOptions { SettleMilliseconds = 500 });
            await server.Client.GetStringAsync("/orders/1/audit");
            second = await scope.CheckAsync();
        }
        finally
        {
            Audit.StopAll();
            await server.DisposeAsync();
        }

        first.Survivors.Should().BeEmpty(first.ToString());
        second.Survivors.Should().ContainSingle(second.ToString()).Which.Request.Should().Be("GET /orders/{id}/audit");
    }

    [Fact]
    public async Task A_host_builder_takes_it_too_and_twice_is_once()
    {
        using IHost host = await new HostBuilder()
            .ConfigureWebHost(web => web.UseTestServer().AddLeakCheck().Configure(app => app.Run(context =>
            {
                Audit.Start(1);
                return Task.CompletedTask;
            })))
            .AddLeakCheck()
            .StartAsync();

        LeakReport report;
        try
        {
            using LeakScope scope = LeakScope.Begin("the test", new LeakOptions { SettleMilliseconds = 500 });
            await host.GetTestClient().DeleteAsync("/anything");
            report = await scope.CheckAsync();
        }
        finally
        {
            Audit.StopAll();
        }

        host.Services.GetServices<IStartupFilter>().Should().ContainSingle(f => f.GetType().Assembly == typeof(LeakCheckHostExtensions).Assembly);
        report.Survivors.Should().ContainSingle(report.ToString()).Which.Request.Should().Be("DELETE /anything");
    }
}
