using LeakCheck.Acceptance.Tests.Infra;
using static LeakCheck.Acceptance.Tests.Infra.Outcome;

namespace LeakCheck.Acceptance.Tests;

/// <summary>Tests of the namespace <c>Suite.Fixtures</c>: what fixtures leave behind fails none of them.</summary>
internal static class Fixtures
{
    public static IReadOnlyList<Expectation> NUnit { get; } =
    [
        new("CleanFixture.Test", Passed),
        new("CleanFixture.Leaks", Failed) { Says = ["LeakCheck: 1 leak"], At = "timer" },
        new("CleanInDispose.Test", Passed),
        new("CleanAndLazy.First", Passed),
        new("CleanAndLazy.Second", Passed),
        new("LazyAndForgotten.Test", Passed),
        new("LazyWithoutCleanUp.Test", Failed) { Says = ["LeakCheck: 1 leak"], At = "poller" },
        new("InAFieldOfItsOwn.First", Failed) { Says = ["LeakCheck: 1 leak"], At = "poller" },
        new("InAFieldOfItsOwn.Second", Failed) { Says = ["LeakCheck: 1 leak"], At = "poller" },
        new("LeakyFixture.Test", Passed),
        new("LeakyConstructor.Test", Passed),
        new("InALeakyNamespace.Test", Passed),
        new("BrokenFixture.Test", Failed) { Says = ["the fixture's own failure"] },
    ];
}
