using System.Threading.RateLimiting;

namespace LeakCheck.Patterns.Web.Families;

/// <summary>Rate limiters, which replenish by a timer until they are disposed.</summary>
internal static class Limiters
{
    public static IEnumerable<Pattern> All =>
    [
        Limiter("limiter/token-bucket", TokenBucket) with { Method = nameof(TokenBucket) },
        Limiter("limiter/fixed-window", FixedWindow) with { Method = nameof(FixedWindow) },
        Limiter("limiter/partitioned", Partitioned),
        new("limiter/waits-for-permit", WaitLeaky, WaitClean) { Method = nameof(WaitForPermitAsync) },
    ];

    private static Pattern Limiter<T>(string name, Func<T> create)
        where T : class, IDisposable
        => new(
            name,
            context =>
            {
                context.DisposeAtRelease(create());
                context.Watch(() => !context.Control.Ended);
                return Task.CompletedTask;
            },
            context =>
            {
                using T limiter = create();
                return Task.CompletedTask;
            })
        {
            Kinds = [SurvivorKind.Timer, SurvivorKind.Task],
        };

    private static TokenBucketRateLimiter TokenBucket() => new(new TokenBucketRateLimiterOptions // stuck: limiter/token-bucket
    {
        TokenLimit = 1, TokensPerPeriod = 1, ReplenishmentPeriod = TimeSpan.FromSeconds(5), AutoReplenishment = true,
    });

    private static FixedWindowRateLimiter FixedWindow() => new(new FixedWindowRateLimiterOptions // stuck: limiter/fixed-window
    {
        PermitLimit = 1, Window = TimeSpan.FromSeconds(5), AutoReplenishment = true,
    });

    private static PartitionedRateLimiter<string> Partitioned() => PartitionedRateLimiter.Create<string, string>(
        static key => RateLimitPartition.GetConcurrencyLimiter(key, static _ => new ConcurrencyLimiterOptions { PermitLimit = 1 }));

    private static Task WaitLeaky(PatternContext context)
    {
        context.Watch(WaitForPermitAsync(context.DisposeAtRelease(OneAtATime())));
        return Task.CompletedTask;
    }

    private static async Task WaitClean(PatternContext context)
    {
        ConcurrencyLimiter limiter = OneAtATime();
        Task work = context.Watch(WaitForPermitAsync(limiter));
        await limiter.DisposeAsync();
        await Work.EndOf(work);
    }

    private static ConcurrencyLimiter OneAtATime() => new(new ConcurrencyLimiterOptions { PermitLimit = 1, QueueLimit = 1 });

    private static async Task WaitForPermitAsync(ConcurrencyLimiter limiter)
    {
        using RateLimitLease first = limiter.AttemptAcquire();
        using RateLimitLease second = await limiter.AcquireAsync(); // stuck: limiter/waits-for-permit
    }
}
