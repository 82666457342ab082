using LeakCheck.Settle;

namespace LeakCheck.Core.Tests.Settle;

public class SettlerTests
{
    [Theory]
    [InlineData(2500, 2500, 95, true)]
    [InlineData(2500, 2400, 95, false)]
    [InlineData(200, 200, 12, true)]
    [InlineData(0, 0, 1, false)]
    [InlineData(0, 0, 2, true)]
    public void A_limit_is_a_limit_while_the_thread_pool_keeps_up(double limit, double elapsed, int looks, bool over) => IsOver(limit, elapsed, looks).Should().Be(over);

    [Theory]
    [InlineData(2500, 5500, 5, false)]
    [InlineData(2500, 9900, 11, false)]
    [InlineData(2500, 9900, 12, true)]
    [InlineData(2500, 10000, 9, true)]
    [InlineData(2500, 20000, 4, false)]
    public void On_a_starved_pool_work_gets_as_many_chances_within_four_times_the_limit_and_never_fewer_than_five(double limit, double elapsed, int looks, bool over) =>
        IsOver(limit, elapsed, looks).Should().Be(over);

    private static bool IsOver(double limit, double elapsed, int looks) => Settler.IsOver(TimeSpan.FromMilliseconds(limit), TimeSpan.FromMilliseconds(elapsed), looks);
}
