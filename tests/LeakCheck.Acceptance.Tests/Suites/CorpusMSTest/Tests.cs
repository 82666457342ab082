using LeakCheck;
using Microsoft.VisualStudio.TestTools.UnitTesting;

[assembly: VerifyNoLeaks]
[assembly: Parallelize(Scope = ExecutionScope.MethodLevel, Workers = 8)]

namespace Suite.Patterns;

[TestClass]
public class PatternTests
{
    [TestMethod]
    [VerifyNoLeaks(SettleMilliseconds = 200)]
    [DynamicData(nameof(Twins.Names), typeof(Twins))]
    public Task Leaky(string name) => Twins.LeakyAsync(name);

    [TestMethod]
    [DynamicData(nameof(Twins.Names), typeof(Twins))]
    public Task Clean(string name) => Twins.CleanAsync(name);

    [AssemblyCleanup]
    public static Task ReleaseAsync() => Twins.ReleaseAsync();
}
