using LeakCheck.Rules;

namespace LeakCheck.Core.Tests.Rules;

public class MethodPatternTests
{
    [Theory]
    [InlineData("Orders.PricePoller.RunAsync", "Orders.PricePoller.RunAsync")]
    [InlineData("PricePoller.RunAsync", "Orders.PricePoller.RunAsync")]
    [InlineData("RunAsync", "Orders.PricePoller.RunAsync")]
    [InlineData("Orders.PricePoller.RunAsync", "PricePoller.RunAsync")]
    [InlineData("Orders.PricePoller.*", "PricePoller.RunAsync")]
    [InlineData("PricePoller.*", "Orders.PricePoller.RunAsync")]
    [InlineData("Orders.*", "Orders.PricePoller.RunAsync")]
    [InlineData("*.RunAsync", "Orders.PricePoller.RunAsync")]
    [InlineData("*Poller.Run*", "Orders.PricePoller.RunAsync")]
    [InlineData("*", "Orders.PricePoller.RunAsync")]
    [InlineData("Cache.Evict", "Orders.Cache<Dictionary<int, string>>.Evict<T>")]
    [InlineData("Cache<T>.Evict", "Orders.Cache<int>.Evict")]
    [InlineData("Cache<*>.Evict", "Cache.Evict")]
    [InlineData("Cache.Evict", "Orders.Cache`2[[System.Int32, System.Private.CoreLib],[System.String]].Evict[System.__Canon]")]
    [InlineData("Cache`1.Evict", "Cache<T>.Evict")]
    [InlineData("Poller.Run(CancellationToken)", "Poller.Run")]
    [InlineData("Poller.Run", "Poller.Run(Func<int>, Int32[])")]
    [InlineData("Outer.Inner.Run", "Orders.Outer+Inner.Run")]
    [InlineData("Outer+Inner.Run", "Outer.Inner.Run")]
    [InlineData("Cache..ctor", "Orders.Cache..ctor")]
    [InlineData("Poller.<RunAsync>d__5.MoveNext", "Orders.Poller+<RunAsync>d__5.MoveNext")]
    public void Fits(string pattern, string method) => new MethodPattern(pattern).Matches(method).Should().BeTrue();

    [Theory]
    [InlineData("PricePoller.RunAsync", "Orders.PricePoller.runasync")]
    [InlineData("Poller.RunAsync", "Orders.PricePoller.RunAsync")]
    [InlineData("PricePoller.Run", "Orders.PricePoller.RunAsync")]
    [InlineData("Shipping.PricePoller.RunAsync", "Orders.PricePoller.RunAsync")]
    [InlineData("Shipping.PricePoller.RunAsync", "RunAsync")]
    [InlineData("Shipping.*", "PricePoller.RunAsync")]
    [InlineData("Shipping.*.RunAsync", "PricePoller.RunAsync")]
    [InlineData("Shipping.Cache..ctor", "Poller..ctor")]
    [InlineData("PricePoller", "Orders.PricePoller.RunAsync")]
    [InlineData("Cache<T>.Evict", "Cache<int>.Refresh")]
    [InlineData("Run", "")]
    [InlineData("*", null)]
    public void Does_not_fit(string pattern, string? method) => new MethodPattern(pattern).Matches(method).Should().BeFalse();

    [Fact]
    public void Many_stars_take_no_exponential_time() =>
        Wildcard.Matches(string.Concat(Enumerable.Repeat("*a", 30)) + "b", new string('a', 5000)).Should().BeFalse();
}
