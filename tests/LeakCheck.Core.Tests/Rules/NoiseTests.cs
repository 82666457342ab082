using Microsoft.Extensions.DependencyInjection;

namespace LeakCheck.Core.Tests.Rules;

public class NoiseTests
{
    [Fact]
    public async Task A_timeout_that_a_package_made_and_nobody_watches_is_no_leak() => (await SurvivorsOf(Packages, _ => { })).Should().BeEmpty();

    [Fact]
    public async Task A_timeout_that_a_package_made_is_one_when_its_tick_runs_something() => (await SurvivorsOf(Packages, source => source.Token.Register(() => { }))).Should().ContainSingle();

    [Fact]
    public async Task A_timeout_of_the_programs_own_is_one_even_when_nobody_watches_it() => (await SurvivorsOf(Own, _ => { })).Should().ContainSingle().Which.Rule.Should().Be("LC203");

    /// <summary>Made by code of Microsoft.Extensions.DependencyInjection, which stands nearest to the timer.</summary>
    private static CancellationTokenSource Packages() => ActivatorUtilities.CreateInstance<CancellationTokenSource>(new ServiceCollection().BuildServiceProvider(), 3_600_000);

    private static CancellationTokenSource Own() => new(3_600_000);

    private static async Task<IReadOnlyList<Survivor>> SurvivorsOf(Func<CancellationTokenSource> make, Action<CancellationTokenSource> use)
    {
        using LeakScope scope = LeakScope.Begin("timeout", new LeakOptions { SettleMilliseconds = 50 });
        CancellationTokenSource source = make();
        use(source);
        LeakReport report = await scope.CheckAsync(TestContext.Current.CancellationToken);
        source.Dispose();
        return report.Survivors;
    }
}
