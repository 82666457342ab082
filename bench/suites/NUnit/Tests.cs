using LeakCheck;
using NUnit.Framework;

[assembly: VerifyNoLeaks]

namespace LeakCheck.Bench.Suites;

public class Ordinary
{
    public static IEnumerable<object[]> Rows => TestWork.Rows;

    [TestCaseSource(nameof(Rows))]
    public async Task Test(int row) => Assert.That(await TestWork.OrdinaryAsync(row), Is.Not.Zero);
}

public class Awaiting
{
    public static IEnumerable<object[]> Rows => TestWork.Rows;

    [TestCaseSource(nameof(Rows))]
    public Task Test(int row) => row < 0 ? Task.CompletedTask : TestWork.AwaitingAsync();
}
