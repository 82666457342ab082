using LeakCheck.Acceptance.Tests.Infra;
using static LeakCheck.Acceptance.Tests.Infra.Outcome;

namespace LeakCheck.Acceptance.Tests;

/// <summary>The place matrix: one leak in every place of a test's life, and its clean twin. The same for every framework; a framework is a column.</summary>
internal static class Places
{
    /// <summary>Tests of the namespaces <c>Suite.Places</c>.</summary>
    public static IReadOnlyList<Expectation> Leaky { get; } =
    [
        Leaks("ConstructorLeaks.Test", "timer"),
        Leaks("InitializeLeaks.Test", "poller"),
        Leaks("DisposeLeaks.Test", "timer"),
        Leaks("DisposeAsyncLeaks.Test", "poller"),
        Leaks("TestLeaks.Task", "poller") with { Says = ["LeakCheck: 1 leak", "Poller.RunAsync"] },
        Leaks("TestLeaks.Timer", "timer"),
        Leaks("TestLeaks.Thread", "worker") with { Says = ["LeakCheck: 1 leak", "forgotten worker"] },
        Leaks("TestLeaks.After_an_await", "never"),
        Passes("TestLeaks.Row(1)"),
        Leaks("TestLeaks.Row(2)", "timer"),
        Passes("TestLeaks.Row(3)"),
        Leaks("TestLeaks.Static", "timer"),
        Passes("TestLeaks.Allowed"),
        Passes("TestLeaks.Ignored"),
        Passes("TestLeaks.Tolerated"),
        Passes("OptedOut.Test"),
        Leaks("OptedOut.Method_opts_in_again", "timer"),
        new("Outcomes.Fails_and_leaks", Failed) { Says = ["the test's own failure", "LeakCheck: 1 leak"], At = "timer" },
        new("Outcomes.Times_out", Failed) { Says = ["timed out", "LeakCheck: 1 leak", "Outcomes.Times_out"], At = "timeout" },
        new("Outcomes.Static_skip", Skipped),
        new("Outcomes.Dynamic_skip", Skipped),
        Leaks("Outcomes.Custom_fact", "timer"),
        Passes("ParallelLeft.Clean"),
        Passes("ParallelLeft.Clean_too"),
        Leaks("ParallelLeft.Leaks", "timer"),
        Passes("ParallelRight.Clean"),
        Passes("ParallelRight.Clean_too"),
        Leaks("ParallelRight.Leaks", "poller"),
        Leaks("InCollection.Leaks", "timer") with { In = Frameworks.Xunit },
        Passes("InCollection.Clean") with { In = Frameworks.Xunit },
    ];

    /// <summary>Tests of the namespace <c>Suite.Clean</c>.</summary>
    public static IReadOnlyList<Expectation> Clean { get; } =
    [
        Passes("ConstructorClean.Test"),
        Passes("InitializeClean.Test"),
        Passes("DisposeClean.Test"),
        Passes("DisposeAsyncClean.Test"),
        Passes("TestClean.Task"),
        Passes("TestClean.Timer"),
        Passes("TestClean.Thread"),
        Passes("TestClean.Ends_a_little_later"),
        Passes("TestClean.Row(1)"),
        Passes("TestClean.Row(2)"),
        Passes("TestClean.Static"),
        Passes("TestClean.With_timeout"),
        new("TestClean.Dynamic_skip", Skipped),
    ];

    private static Expectation Passes(string test) => new(test, Passed);

    private static Expectation Leaks(string test, string at) => new(test, Failed) { Says = ["LeakCheck: 1 leak"], At = at };
}
