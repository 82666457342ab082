using LeakCheck;
using Xunit;

[assembly: VerifyNoLeaks]

namespace LeakCheck.Bench.Suites;

public class Ordinary
{
    [Theory]
    [MemberData(nameof(TestWork.Rows), MemberType = typeof(TestWork), DisableDiscoveryEnumeration = true)]
    public async Task Test(int row) => Assert.NotEqual(0, await TestWork.OrdinaryAsync(row));
}

public class Awaiting
{
    [Theory]
    [MemberData(nameof(TestWork.Rows), MemberType = typeof(TestWork), DisableDiscoveryEnumeration = true)]
    public Task Test(int row) => row < 0 ? Task.CompletedTask : TestWork.AwaitingAsync();
}
