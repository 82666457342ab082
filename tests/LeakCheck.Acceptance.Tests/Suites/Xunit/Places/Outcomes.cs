using System.Runtime.CompilerServices;
using Xunit;

namespace Suite.Places;

public class Outcomes
{
    [Fact]
    public void Fails_and_leaks()
    {
        Timers.Start();
        Assert.Fail("the test's own failure");
    }

    [Fact(Timeout = 200)]
    public async Task Times_out()
    {
        await new TaskCompletionSource().Task; // at: timeout
    }

    [Fact(Skip = "never runs")]
    public void Static_skip() => Timers.Start();

    [Fact]
    public void Dynamic_skip()
    {
        Timers.Start();
        Assert.Skip("found out while it ran");
    }

    [Fact(Explicit = true)]
    public void Explicit() => Timers.Start();

    [CustomFact]
    public void Custom_fact() => Timers.Start();
}

public sealed class CustomFactAttribute([CallerFilePath] string? file = null, [CallerLineNumber] int line = -1) : FactAttribute(file, line);
