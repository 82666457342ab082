using LeakCheck;
using Microsoft.VisualStudio.TestTools.UnitTesting;

[assembly: VerifyNoLeaks]
[assembly: DoNotParallelize]

namespace LeakCheck.Bench.Suites;

[TestClass]
public class Ordinary
{
    public static IEnumerable<object[]> Rows => TestWork.Rows;

    [TestMethod]
    [DynamicData(nameof(Rows))]
    public async Task Test(int row) => Assert.AreNotEqual(0, await TestWork.OrdinaryAsync(row));
}

[TestClass]
public class Awaiting
{
    public static IEnumerable<object[]> Rows => TestWork.Rows;

    [TestMethod]
    [DynamicData(nameof(Rows))]
    public Task Test(int row) => row < 0 ? Task.CompletedTask : TestWork.AwaitingAsync();
}
