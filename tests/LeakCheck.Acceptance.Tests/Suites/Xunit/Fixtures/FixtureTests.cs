using LeakCheck;
using Xunit;

namespace Suite.Fixtures;

public class ClassFixtureLeaks(LeakChecked<LeakyClassFixture> fixture) : IClassFixture<LeakChecked<LeakyClassFixture>>
{
    [Fact]
    public void Test() => Assert.NotNull(fixture.Value);
}

[CollectionDefinition(nameof(LeakyCollection))]
public class LeakyCollection : ICollectionFixture<LeakChecked<LeakyCollectionFixture>>;

[Collection(nameof(LeakyCollection))]
public class CollectionFixtureLeaks(LeakChecked<LeakyCollectionFixture> fixture)
{
    [Fact]
    public void Test() => Assert.NotNull(fixture.Value);
}

public class LazyFixtureClean(LazyFixture fixture) : IClassFixture<LazyFixture>
{
    [Fact]
    public void First() => fixture.Server.Use();

    [Fact]
    public void Second() => fixture.Server.Use();
}

public class LazyFixtureWithoutCleanUp(LazyFixtureWithoutDisposal fixture) : IClassFixture<LazyFixtureWithoutDisposal>
{
    [Fact]
    public void Leaks() => fixture.Server.Use();
}

public class WrappedLazyFixtureClean(LeakChecked<LazyFixture> fixture) : IClassFixture<LeakChecked<LazyFixture>>
{
    [Fact]
    public void Test() => fixture.Value.Server.Use();
}

public class ClassFixtureClean(LeakChecked<CleanFixture> fixture) : IClassFixture<LeakChecked<CleanFixture>>
{
    [Fact]
    public void Test() => Assert.True(fixture.Value.IsRunning);
}
