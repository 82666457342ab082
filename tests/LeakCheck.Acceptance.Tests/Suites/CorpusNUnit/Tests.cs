using LeakCheck;
using NUnit.Framework;
using Suite.Patterns;

[assembly: VerifyNoLeaks]
[assembly: Parallelizable(ParallelScope.All)]
[assembly: LevelOfParallelism(8)]

namespace Suite.Patterns;

public class PatternTests
{
    [VerifyNoLeaks(SettleMilliseconds = 200)]
    [TestCaseSource(typeof(Twins), nameof(Twins.Names))]
    public Task Leaky(string name) => Twins.LeakyAsync(name);

    [TestCaseSource(typeof(Twins), nameof(Twins.Names))]
    public Task Clean(string name) => Twins.CleanAsync(name);
}

[SetUpFixture]
public class Release
{
    [OneTimeTearDown]
    public Task ReleaseAsync() => Twins.ReleaseAsync();
}
