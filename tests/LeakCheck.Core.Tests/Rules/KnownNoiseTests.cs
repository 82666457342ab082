using System.Threading.RateLimiting;
using LeakCheck.Diagnosis;
using LeakCheck.Rules;
using Microsoft.AspNetCore.Http;

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
}
