using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Shop;

namespace LeakCheck.AspNetCore.Tests;

/// <summary>Whose a factory's server is.</summary>
[Collection(nameof(OneAfterTheOther))]
public sealed class FactoryServerTests
{
    [Fact]
    public async Task A_static_factory_that_a_test_starts_first_is_no_test_s_and_process_wide_at_the_end()
    {
        LeakReport[] reports = new LeakReport[3];
        LeakReport sweep;
        try
        {
            for (int i = 0; i < reports.Length; i++)
            {
                using LeakScope scope = LeakScope.Begin($"test {i}");
                await StaticFactory.Shared.CreateClient().GetStringAsync("/orders/1");
                reports[i] = await scope.CheckAsync();
            }

            sweep = await FinalSweepAsync();
        }
        finally
        {
            await StaticFactory.Shared.DisposeAsync();
        }

        reports.Should().AllSatisfy(r => r.Survivors.Should().BeEmpty(r.ToString()));
        sweep.Survivors.Should().Contain(s => s.What == "PriceUpdates.ExecuteAsync", sweep.ToString());
        sweep.Survivors.Where(s => s.Owner is not null).Should().AllSatisfy(s =>
        {
            s.Class.Should().Be(SurvivorClass.ProcessWide, sweep.ToString());
            s.Owner.Should().Be("test 0 (server of LeakCheck.AspNetCore.Shop)");
            s.Excuse.Should().Contain(nameof(StaticFactory.Shared));
        });
    }

    [Fact]
    public async Task A_factory_that_a_test_makes_and_disposes_leaves_nothing()
    {
        using LeakScope scope = LeakScope.Begin("the test", new LeakOptions { SettleMilliseconds = 30_000 });
        await using (WebApplicationFactory<Program> factory = new WebApplicationFactory<Program>().WithLeakCheck())
        {
            await factory.CreateClient().GetStringAsync("/orders/1");
        }

        LeakReport report = await scope.CheckAsync();

        report.Survivors.Should().BeEmpty(report.ToString());
    }

    [Fact]
    public async Task A_factory_that_is_never_disposed_is_reported_by_the_sweep_under_the_test_that_started_it()
    {
        LeakReport report, sweep;
        var factory = new WebApplicationFactory<Program>();
        try
        {
            using LeakScope scope = LeakScope.Begin("the test");
            await factory.WithLeakCheck().CreateClient().GetStringAsync("/orders/1");
            report = await scope.CheckAsync();
            sweep = await FinalSweepAsync();
        }
        finally
        {
            await factory.DisposeAsync();
        }

        report.Survivors.Should().BeEmpty(report.ToString());
        sweep.Survivors.Should().Contain(
            s => s.What == "PriceUpdates.ExecuteAsync" && s.Class == SurvivorClass.Leak && s.Owner == "the test (server of LeakCheck.AspNetCore.Shop)", sweep.ToString());
    }

    [Fact]
    public async Task A_fixture_s_server_is_the_fixture_s()
    {
        LeakEngine engine = LeakEngine.Current;
        using LeakScope fixture = engine.Begin("ShopFixture", ScopeKind.Fixture, engine.SettingsOf(new LeakOptions { SettleMilliseconds = 500 }));
        var factory = new WebApplicationFactory<Program>();
        await factory.WithLeakCheck().CreateClient().GetStringAsync("/orders/1");

        LeakReport report = await fixture.CheckAsync();
        await factory.DisposeAsync();

        report.Survivors.Should().Contain(s => s.What == "PriceUpdates.ExecuteAsync" && s.Owner == "ShopFixture", report.ToString());
    }

    [Fact]
    public async Task A_hosted_service_that_does_not_stop_is_charged_to_the_test_that_disposed_of_its_server()
    {
        LeakReport report;
        try
        {
            using LeakScope scope = LeakScope.Begin("the test", new LeakOptions { SettleMilliseconds = 1000 });
            await using (var factory = new WebApplicationFactory<Program>())
            {
                await factory.WithWebHostBuilder(b => b.ConfigureServices(s => s.AddHostedService<StubbornService>())).WithLeakCheck().CreateClient().GetStringAsync("/orders/1");
            }

            report = await scope.CheckAsync();
        }
        finally
        {
            Audit.StopAll();
        }

        report.Survivors.Should().ContainSingle(report.ToString()).Which.Owner.Should().Be("the test");
    }

    [Fact]
    public async Task Calling_again_gives_the_same_factory_until_its_server_was_stopped()
    {
        await using var factory = new WebApplicationFactory<Program>();
        WebApplicationFactory<Program> first = factory.WithLeakCheck();

        factory.WithLeakCheck().Should().BeSameAs(first);
        first.WithLeakCheck().Should().BeSameAs(first);
        await first.CreateClient().GetStringAsync("/orders/1");
        await first.DisposeAsync();
        factory.WithLeakCheck().Should().NotBeSameAs(first);
        (await factory.WithLeakCheck().CreateClient().GetStringAsync("/orders/1")).Should().Be("order 1");
    }

    [Fact]
    public async Task A_factory_on_Kestrel_finds_the_test_of_each_request()
    {
        await using WebApplicationFactory<Program> factory = new WebApplicationFactory<Program>().WithLeakCheck();
        factory.UseKestrel(0);
        factory.StartServer();
        LeakReport report;
        try
        {
            using LeakScope scope = LeakScope.Begin("the test", new LeakOptions { SettleMilliseconds = 1000 });
            await factory.CreateClient().GetStringAsync("/orders/1/audit");
            report = await scope.CheckAsync();
        }
        finally
        {
            Audit.StopAll();
        }

        report.Survivors.Should().ContainSingle(report.ToString()).Which.Request.Should().Be("GET /orders/{id}/audit");
    }

    /// <summary>The sweep at the end of a run, which looks at scopes that are still open too.</summary>
    private static Task<LeakReport> FinalSweepAsync()
    {
        LeakEngine engine = LeakEngine.Current;
        return engine.SweepAsync(engine.SettingsOf(new LeakOptions { SettleMilliseconds = 300 }), Settle.SweepReach.All);
    }

    private static class StaticFactory
    {
        public static readonly WebApplicationFactory<Program> Shared = new WebApplicationFactory<Program>().WithLeakCheck();
    }

    private sealed class StubbornService : Microsoft.Extensions.Hosting.IHostedService
    {
        private Task? _work;

        public Task StartAsync(CancellationToken cancellationToken)
        {
            _work = Audit.RecordAsync(5);
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => _work is null ? throw new InvalidOperationException("It was never started.") : Task.CompletedTask;
    }
}
