using LeakCheck;
using Microsoft.VisualStudio.TestTools.UnitTesting;

[assembly: VerifyNoLeaks]
[assembly: DoNotParallelize]

namespace LeakCheck.Bench.Suites;

[TestClass]
public class Ordinary
{
    [TestMethod]
    [DynamicData(nameof(TestWork.Rows), typeof(TestWork))]
    public async Task Test(int row) => Assert.AreNotEqual(0, await TestWork.OrdinaryAsync(row));
}

[TestClass]
public class Awaiting
{
    [TestMethod]
    [DynamicData(nameof(TestWork.Rows), typeof(TestWork))]
    public Task Test(int row) => row < 0 ? Task.CompletedTask : TestWork.AwaitingAsync();
}
