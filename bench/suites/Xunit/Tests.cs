using LeakCheck;
using Xunit;

[assembly: VerifyNoLeaks]

namespace LeakCheck.Bench.Suites;

public class Ordinary
{
    public static IEnumerable<object[]> Rows => TestWork.Rows;

    [Theory]
    [MemberData(nameof(Rows), DisableDiscoveryEnumeration = true)]
    public async Task Test(int row) => Assert.NotEqual(0, await TestWork.OrdinaryAsync(row));
}

public class Awaiting
{
    public static IEnumerable<object[]> Rows => TestWork.Rows;

    [Theory]
    [MemberData(nameof(Rows), DisableDiscoveryEnumeration = true)]
    public Task Test(int row) => row < 0 ? Task.CompletedTask : TestWork.AwaitingAsync();
}
