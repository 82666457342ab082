using LeakCheck;
using Suite.Fixtures;
using Xunit;

namespace Suite.Places;

[CollectionDefinition(nameof(SharedCollection))]
public class SharedCollection : ICollectionFixture<LeakChecked<CleanFixture>>;

[Collection(nameof(SharedCollection))]
public class InCollection(LeakChecked<CleanFixture> fixture)
{
    [Fact]
    public void Leaks()
    {
        Assert.True(fixture.Value.IsRunning);
        Timers.Start();
    }

    [Fact]
    public void Clean() => Assert.True(fixture.Value.IsRunning);
}
