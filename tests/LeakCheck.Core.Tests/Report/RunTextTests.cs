using LeakCheck.Report;

namespace LeakCheck.Core.Tests.Report;

public class RunTextTests
{
    private static readonly RunReport s_run = Sample.Run(
        Sample.Test("Shop.Tests.CacheTests.Expires", Sample.CacheTimer, Sample.Singleton),
        Sample.Test("Shop.Tests.OrderTests.Cancel_stops_polling", Sample.Poller with { Count = 2 }),
        Sample.Test("Shop.Tests.OrderTests.Stops", Sample.Poller, Sample.Singleton));

    [Fact]
    public void The_file_form_clusters_the_whole_run()
    {
        RunReport run = s_run with
        {
            UnusedRules = [new IgnoreRule { Reason = "upstream", TopMethod = "Feed.*", Kinds = WorkKinds.Tasks }],
            StaleBaseline = ["77aa (task A.B) was not seen: delete its line"],
            Capabilities = [new("tasks", true, "ok"), new("thread-stacks", false, "DOTNET_EnableDiagnostics is 0")],
            Problems = ["LEAKCHECK_REPORT_DIR is '/x': no space."],
        };

        Verified.Check("run.verified.txt", string.Join('\n', RunText.Lines(run, Sample.View)));
    }

    [Fact]
    public void The_console_is_told_the_places_that_leak_most() =>
        RunText.TopPlaces(s_run, Sample.View).Should().Equal(
            "LeakCheck: 2 places leak, most frequent first",
            "  [1] Task PricePoller.RunAsync (await at src/PricePoller.cs:42): 3 times in 2 tests, first in OrderTests.Cancel_stops_polling",
            "  [2] Timer Cache.Evict (every 30 s) (armed at src/Cache.cs:21): 1 time, in CacheTests.Expires");

    [Fact]
    public void A_single_leaking_test_needs_no_list() =>
        RunText.TopPlaces(Sample.Run(Sample.Test("T.A", Sample.Poller), Sample.Test("T.B", Sample.Singleton)), Sample.View).Should().BeEmpty();

    [Fact]
    public void A_run_of_a_thousand_leaking_tests_shows_five_places_and_counts_the_rest()
    {
        LeakReport[] tests = Enumerable.Range(0, 1000)
            .Select(i => Sample.Test($"T.Test{i}", Sample.Poller with { Fingerprint = $"f{Math.Min(i, 7)}", What = $"Place{Math.Min(i, 7)}" }))
            .ToArray();

        IReadOnlyList<string> lines = RunText.TopPlaces(Sample.Run(tests), Sample.View);

        lines.Should().HaveCount(7);
        lines[1].Should().Be("  [1] Task Place7 (await at src/PricePoller.cs:42): 993 times in 993 tests, first in T.Test7");
        lines[6].Should().Be("  and 3 more places");
    }

    [Fact]
    public void Survivors_of_the_sweep_belong_to_their_owner_and_join_the_same_cluster()
    {
        RunReport run = Sample.Run(Sample.Test("T.A", Sample.Poller)) with
        {
            Sweep = Sample.Test("LeakCheck.FinalSweep", Sample.Poller with { Owner = "T.B" }, Sample.Worker with { Owner = null }) with { Kind = ScopeKind.Sweep },
        };

        Clusters.OfLeaks(run).Select(c => c.Seen).Should().Equal("2 times in 2 tests, first in T.A", "1 time, outside every scope");
    }
}
