using System.Threading.RateLimiting;
using LeakCheck.Diagnosis;
using LeakCheck.Rules;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace LeakCheck.Core.Tests.Rules;

/// <summary>Entries that cannot be provoked at will; the others are patterns of the corpus.</summary>
public class KnownNoiseTests
{
    [Fact]
    public void A_file_watcher_in_its_last_act_is_known() =>
        EntryFor("SafeHandle.InternalRelease", "SafeHandle.Dispose", "RunningInstance.ProcessEvents").Should().NotBeNull().And.Match<KnownNoise>(n => n.IsEnding);

    [Fact]
    public void A_file_watcher_that_runs_is_not() => EntryFor("Sys.Read", "RunningInstance.TryReadEvent", "RunningInstance.ProcessEvents").Should().BeNull();

    [Fact]
    public void Another_thread_that_disposes_a_handle_is_not() => EntryFor("SafeHandle.Dispose", name: "worker").Should().BeNull();

    [Theory]
    [InlineData("DefaultSocketManager:IO:3", true)]
    [InlineData("OrdersSocketManager:IO:3", false)]
    public void Only_the_shared_scheduler_of_StackExchange_Redis_is_known(string thread, bool isKnown) =>
        (EntryFor("DedicatedThreadPoolPipeScheduler.RunWorkLoop", thread) is not null).Should().Be(isKnown);

    [Fact]
    public async Task A_limiter_of_requests_is_the_middlewares_and_any_other_is_the_tests()
    {
        using LeakScope scope = LeakScope.Begin("limiters", new LeakOptions { SettleMilliseconds = 100 });
        PartitionedRateLimiter<HttpContext> ofRequests = PartitionedRateLimiter.Create<HttpContext, string>(_ => RateLimitPartition.GetNoLimiter(""));
        PartitionedRateLimiter<string> own = PartitionedRateLimiter.Create<string, string>(RateLimitPartition.GetNoLimiter);
        LeakReport report = await scope.CheckAsync(TestContext.Current.CancellationToken);
        ofRequests.Dispose();
        own.Dispose();

        report.Survivors.Where(s => s.Kind == SurvivorKind.Task).Select(s => (s.What, s.Class)).Should().Equal(
            ("DefaultPartitionedRateLimiter.RunTimer", SurvivorClass.Leak), ("DefaultPartitionedRateLimiter.RunTimer", SurvivorClass.Library));
    }

    [Fact]
    public async Task The_heartbeat_of_SignalR_is_the_frameworks_once_the_application_is_disposed_and_the_tests_before()
    {
        using LeakScope scope = LeakScope.Begin("chat", new LeakOptions { SettleMilliseconds = 100 });
        WebApplication disposed = await StartedAsync();
        IHostApplicationLifetime lifetime = disposed.Lifetime;
        await disposed.DisposeAsync();
        await using WebApplication running = await StartedAsync();
        LeakReport report = await scope.CheckAsync(TestContext.Current.CancellationToken);
        lifetime.StopApplication();
        await running.StopAsync(TestContext.Current.CancellationToken);

        report.Survivors.Where(s => s.What == "HttpConnectionManager.ExecuteTimerLoop").Select(s => s.Class).Should().BeEquivalentTo(
            [SurvivorClass.Leak, SurvivorClass.Library]);

        static async Task<WebApplication> StartedAsync()
        {
            WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
            builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
            builder.Services.AddRoutingCore().AddSignalR();
            WebApplication app = builder.Build();
            app.MapHub<Chat>("/chat");
            await app.StartAsync(TestContext.Current.CancellationToken);
            return app;
        }
    }

    private static KnownNoise? EntryFor(params string[] stack) => EntryFor(".NET File Watcher", stack);

    private static KnownNoise? EntryFor(string method, string name) => EntryFor(name, [method]);

    private static KnownNoise? EntryFor(string name, string[] stack)
    {
        var thread = new Frozen
        {
            Draft = new Survivor { Kind = SurvivorKind.Thread, What = name, ThreadName = name, State = SurvivorState.Running, Stack = [.. stack.Select(m => new LeakFrame(m))] },
            Signature = name,
        };
        return KnownNoise.All.SingleOrDefault(n => n.Matches(thread));
    }

    private sealed class Chat : Hub;
}
