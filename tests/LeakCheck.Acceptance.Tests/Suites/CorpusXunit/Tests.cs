using LeakCheck;
using Suite.Patterns;
using Xunit;

[assembly: VerifyNoLeaks]
[assembly: AssemblyFixture(typeof(Release))]

namespace Suite.Patterns;

public class PatternTests
{
    [Theory]
    [VerifyNoLeaks(SettleMilliseconds = 200)]
    [MemberData(nameof(Twins.Names), MemberType = typeof(Twins))]
    public Task Leaky(string name) => Twins.LeakyAsync(name);

    [Theory]
    [MemberData(nameof(Twins.Names), MemberType = typeof(Twins))]
    public Task Clean(string name) => Twins.CleanAsync(name);
}

public sealed class Release : IAsyncDisposable
{
    public async ValueTask DisposeAsync() => await Twins.ReleaseAsync();
}
