using LeakCheck;
using NUnit.Framework;

[assembly: VerifyNoLeaks]

namespace LeakCheck.Bench.Suites;

public class Ordinary
{
    [TestCaseSource(typeof(TestWork), nameof(TestWork.Rows))]
    public async Task Test(int row) => Assert.That(await TestWork.OrdinaryAsync(row), Is.Not.Zero);
}

public class Awaiting
{
    [TestCaseSource(typeof(TestWork), nameof(TestWork.Rows))]
    public Task Test(int row) => row < 0 ? Task.CompletedTask : TestWork.AwaitingAsync();
}
