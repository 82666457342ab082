using LeakCheck.Report;

namespace LeakCheck.Core.Tests.Report;

public class ClosingLineTests
{
    [Fact]
    public void It_counts_scopes_and_survivors_by_class() =>
        ClosingLine.Of(Sample.Run(
                Sample.Test("T.A", Sample.Poller, Sample.Singleton),
                Sample.Test("T.B", Sample.Worker, Sample.Singleton)))
            .Should().Be("LeakCheck: 1,204 scopes checked (tasks, timers, threads): 2 leaks, 1 process-wide, 0 allowed");

    [Fact]
    public void It_names_other_classes_only_when_they_occur() =>
        ClosingLine.Of(Sample.Run(
                Sample.Test("T.A", Sample.Poller with { Class = SurvivorClass.Baseline, Count = 3 }, Sample.Poller with { Class = SurvivorClass.Tolerated }),
                Sample.Test("T.B", Sample.Worker with { Class = SurvivorClass.Library }, Sample.Worker with { Class = SurvivorClass.Ignored })) with { ScopesChecked = 1 })
            .Should().Be("LeakCheck: 1 scope checked (tasks, timers, threads): 0 leaks, 0 process-wide, 1 library, 0 allowed, 1 ignored, 3 baseline, 1 tolerated");

    [Fact]
    public void It_counts_what_the_sweep_found() =>
        ClosingLine.Of(Sample.Run() with { Sweep = Sample.Test("LeakCheck.FinalSweep", Sample.Poller with { Count = 13 }) })
            .Should().Be("LeakCheck: 1,204 scopes checked (tasks, timers, threads): 13 leaks, 0 process-wide, 0 allowed");

    [Fact]
    public void It_says_what_cannot_be_seen_and_whose_hook_never_ran()
    {
        RunReport run = Sample.Run() with
        {
            ScopesChecked = 0,
            Capabilities = [new("tasks", true, "ok"), new("threads", false, "the runtime's thread store has another shape."), new("thread-stacks", false, "DOTNET_EnableDiagnostics is 0")],
            HooksNeverRun = ["Shop.Tests.A", "Shop.Tests.B", "Shop.Tests.C", "Shop.Tests.D"],
            Problems = ["LEAKCHECK_MODE is 'loud'.", "another"],
        };

        ClosingLine.Of(run).Should().Be(
            "LeakCheck: 0 scopes checked (tasks, timers): 0 leaks, 0 process-wide, 0 allowed"
            + "; threads not available: the runtime's thread store has another shape"
            + "; thread-stacks not available: DOTNET_EnableDiagnostics is 0"
            + "; [VerifyNoLeaks] had no effect on Shop.Tests.A, Shop.Tests.B, Shop.Tests.C and 1 more: its hook never ran (is the LeakCheck package of this test framework referenced?)"
            + "; 2 problems: LEAKCHECK_MODE is 'loud'.");
    }
}
