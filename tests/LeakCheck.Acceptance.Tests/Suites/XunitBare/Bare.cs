using Xunit;

namespace Suite;

// The package is referenced and no attribute is used: nothing may change.
public class Bare
{
    [Fact]
    public void Leaks_and_passes() => new Timer(static _ => { }).Change(TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(5));
}
