using System.Threading.RateLimiting;

namespace LeakCheck.Core.Tests.Diagnosis.Hints.RuleSamples;

public sealed class LC408 : RuleSample
{
    private PartitionedRateLimiter<string>? _leaked;

    public override string Fix => "dispose, stop or shut down what the test made of `System.Threading.RateLimiting`";

    public override void Release() => _leaked?.Dispose();

    #region leaky
    public override async Task Leaky()
    {
        PartitionedRateLimiter<string> limiter = NewLimiter();
        using RateLimitLease lease = await limiter.AcquireAsync("customer 1");
        Remember(limiter);
    }
    #endregion

    #region mended
    public override async Task Mended()
    {
        await using PartitionedRateLimiter<string> limiter = NewLimiter();
        using RateLimitLease lease = await limiter.AcquireAsync("customer 1");
    }
    #endregion

    private void Remember(PartitionedRateLimiter<string> limiter) => _leaked = limiter;

    #region both
    private static PartitionedRateLimiter<string> NewLimiter() => PartitionedRateLimiter.Create<string, string>(
        customer => RateLimitPartition.GetConcurrencyLimiter(customer, _ => new ConcurrencyLimiterOptions { PermitLimit = 1 }));
    #endregion
}
