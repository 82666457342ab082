using LeakCheck.Acceptance.Tests.Infra;
using static LeakCheck.Acceptance.Tests.Infra.Outcome;

namespace LeakCheck.Acceptance.Tests;

/// <summary>The place matrix: one leak in every place of a test's life, and its clean twin. The same for every framework; a framework is a column.</summary>
internal static class Places
{
    private const Frameworks NotXunit = Frameworks.NUnit | Frameworks.MSTest;
    private const Frameworks NotNUnit = Frameworks.Xunit | Frameworks.MSTest;
    private const Frameworks NotMSTest = Frameworks.Xunit | Frameworks.NUnit;

    /// <summary>Tests of the namespaces <c>Suite.Places</c>.</summary>
    public static IReadOnlyList<Expectation> Leaky { get; } =
    [
        Leaks("ConstructorLeaks.Test", "timer"),
        Leaks("InitializeLeaks.Test", "poller"),
        Leaks("DisposeLeaks.Test", "timer") with { InDispose = true },
        Leaks("DisposeAsyncLeaks.Test", "poller") with { InDispose = true },
        Leaks("TestLeaks.Task", "poller") with { Says = ["LeakCheck: 1 leak", "Poller.RunAsync"] },
        Leaks("TestLeaks.Timer", "timer"),
        Leaks("TestLeaks.Thread", "worker") with { Says = ["LeakCheck: 1 leak", "forgotten worker"] },
        Leaks("TestLeaks.After_an_await", "never"),
        Passes("TestLeaks.Row(1)"),
        Leaks("TestLeaks.Row(2)", "timer"),
        Passes("TestLeaks.Row(3)"),
        Leaks("TestLeaks.Static", "timer") with { In = NotMSTest },
        Passes("TestLeaks.Allowed"),
        Passes("TestLeaks.Ignored"),
        Passes("TestLeaks.Tolerated"),
        Passes("OptedOut.Test"),
        Leaks("OptedOut.Method_opts_in_again", "timer"),
        new("Outcomes.Fails_and_leaks", Failed) { Says = ["the test's own failure", "LeakCheck: 1 leak"], At = "timer" },
        new("Outcomes.Times_out", Failed) { Says = ["timed out", "LeakCheck: 1 leak", "Outcomes.Times_out"], At = "timeout", In = NotNUnit },
        new("Outcomes.Static_skip", Skipped),
        new("Outcomes.Dynamic_skip", Skipped) { In = NotMSTest },
        Leaks("Outcomes.Custom_fact", "timer"),
        Passes("ParallelLeft.Clean"),
        Passes("ParallelLeft.Clean_too"),
        Leaks("ParallelLeft.Leaks", "timer"),
        Passes("ParallelRight.Clean"),
        Passes("ParallelRight.Clean_too"),
        Leaks("ParallelRight.Leaks", "poller"),
        Leaks("InCollection.Leaks", "timer") with { In = Frameworks.Xunit },
        Passes("InCollection.Clean") with { In = Frameworks.Xunit },
        .. NUnitAndMSTest.Select(e => e.In == Frameworks.All ? e with { In = NotXunit } : e),
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
        Passes("TestClean.Static") with { In = NotMSTest },
        Passes("TestClean.With_timeout"),
        new("TestClean.Dynamic_skip", Skipped) { In = NotMSTest },
    ];

    private static IReadOnlyList<Expectation> NUnitAndMSTest =>
    [
        Leaks("CleanupLeaks.Test", "timer"),
        OwnFailureAndLeak("BrokenInitialize.Test"),

        // The failure of a test's clean-up is lost in MSTest before 4.5 when a global clean-up fails as well.
        OwnFailureAndLeak("BrokenCleanup.Test") with { In = Frameworks.NUnit },
        Leaks("BrokenCleanup.Test", "timer") with { In = Frameworks.MSTest },
        OwnFailureAndLeak("Outcomes.Throws_and_leaks"),
        new("Outcomes.Fails_unchecked", Failed) { Says = ["the test's own failure"] },
        Leaks("Outcomes.Inconclusive_and_leaks", "timer"),
        new("Outcomes.Inconclusive", Skipped),
        Passes("Rows.From_a_source(1)"),
        Leaks("Rows.From_a_source(2)", "timer"),
        Leaks("Derived.In_base", "timer"),
        Leaks("Derived.Overridden", "timer"),
        Passes("Derived.Clean"),
        Passes("DerivedAllowed.In_base"),
        Passes("DerivedAllowed.Overridden"),
        Passes("DerivedAllowed.Clean"),
        Leaks("OnEachLevel.Reported_once", "timer"),
        Leaks("Outer+Nested.Test", "timer"),
        .. NUnit.Select(e => e with { In = Frameworks.NUnit }),
        .. MSTest.Select(e => e with { In = Frameworks.MSTest }),
    ];

    private static IReadOnlyList<Expectation> NUnit =>
    [
        new("ConstructorLeaks.Never", Skipped),
        OwnFailureAndLeak("Outcomes.Throws_assertion_and_leaks"),
        OwnFailureAndLeak("Outcomes.Fails_twice_and_leaks"),
        Leaks("Outcomes.Passes_early_and_leaks", "timer"),
        Leaks("Outcomes.Warns_and_leaks", "timer"),
        new("Outcomes.Warns", Skipped),

        // A filter takes an explicit test out of the selection, unless it names that very test.
        new("Outcomes.Explicit", Skipped) { MayBeAbsent = true },
        Passes("Rows.From_values(False)"),
        Leaks("Rows.From_values(True)", "timer"),
        Passes("Rows.In_pairs(1,1)"),
        Passes("Rows.In_pairs(1,2)"),
        Passes("Rows.In_pairs(2,1)"),
        Leaks("Rows.In_pairs(2,2)", "timer"),
        Leaks("Theories.Theory(1)", "timer"),
        new("Theories.Theory(2)", Skipped),
        Passes("Attempts.Clean_when_retried"),
        Passes("Attempts.Leaks_once"),
        Leaks("Attempts.Leaks_each_time", "timer"),
        Passes("Attempts.Clean_when_repeated"),
        Leaks("Attempts.Leaks_when_repeated", "timer"),
        Leaks("Limits.Max_time_leaks", "timer"),
        Passes("Limits.Max_time_clean"),
        Leaks("Limits.Cancel_after_leaks", "timer"),
        new("Limits.Cancel_after_fails", Failed) { Says = ["CancelAfter"] },
        Leaks("Limits.Alone", "timer"),
        Leaks("Limits.In_a_culture", "timer"),
        Passes("Parameterised(1).Test"),
        Leaks("Parameterised(2).Test", "timer"),
        Passes("Generic<Int32>.Test"),
        Leaks("Generic<String>.Test", "timer"),
        Leaks("StaticFixture.Test", "timer"),
    ];

    private static IReadOnlyList<Expectation> MSTest =>
    [
        Leaks("Outcomes.Within_timeout", "timer"),
        Passes("Outcomes.Within_timeout_clean"),
        Leaks("Outcomes.Within_cooperative_timeout", "timer"),
        new("Outcomes.Times_out_cooperatively", Failed) { Says = ["timed out"] },
        Leaks("Rows.Named_row", "timer"),
        Passes("Attempts.Leaks_once"),
        Leaks("Attempts.Alone", "timer"),
        Passes("OfInt.Test"),
        Leaks("OfString.Test", "timer"),
        Passes("Overloads.Test"),
        Leaks("Overloads.Test(1)", "timer"),
    ];

    private static Expectation OwnFailureAndLeak(string test) => new(test, Failed) { Says = ["the test's own failure", "LeakCheck: 1 leak"], At = "timer" };

    private static Expectation Passes(string test) => new(test, Passed);

    private static Expectation Leaks(string test, string at) => new(test, Failed) { Says = ["LeakCheck: 1 leak"], At = at };
}
