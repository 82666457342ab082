using LeakCheck.Report;

namespace LeakCheck.Core.Tests.Report;

public class HostAnnotationsTests
{
    private static readonly RunReport s_run = Sample.Run(
        Sample.Test("Shop.Tests.OrderTests.Cancels(\"50%, a:b\")", Sample.Poller with { Hint = null, Count = 2 }),
        Sample.Test("Shop.Tests.CacheTests.Expires", Sample.CacheTimer, Sample.Singleton));

    [Fact]
    public void GitHub_Actions_gets_an_error_at_each_leaking_line() =>
        Lines(s_run, "GITHUB_ACTIONS", "true").Should().Equal(
            "::error file=src/PricePoller.cs,line=42,title=LeakCheck::Task PricePoller.RunAsync outlives the test that started it: 2 times, in OrderTests.Cancels(\"50%25, a:b\")",
            "::error file=src/Cache.cs,line=21,title=LeakCheck::Timer Cache.Evict (every 30 s) outlives the test that started it: 1 time, in CacheTests.Expires"
                + "%0Afix: Cache is IDisposable but was not disposed: `using var cache = new Cache();`");

    [Fact]
    public void Azure_Pipelines_gets_an_issue_at_each_leaking_line() =>
        Lines(s_run, "TF_BUILD", "True").Should().Equal(
            "##vso[task.logissue type=error;sourcepath=src/PricePoller.cs;linenumber=42]LeakCheck: Task PricePoller.RunAsync outlives the test that started it: "
                + "2 times, in OrderTests.Cancels(\"50%AZP25, a:b\")",
            "##vso[task.logissue type=error;sourcepath=src/Cache.cs;linenumber=21]LeakCheck: Timer Cache.Evict (every 30 s) outlives the test that started it: "
                + "1 time, in CacheTests.Expires%0Afix: Cache is IDisposable but was not disposed: `using var cache = new Cache();`");

    [Fact]
    public void Elsewhere_there_are_none()
    {
        Lines(s_run, "CI", "true").Should().BeEmpty();
        Lines(s_run, "GITHUB_ACTIONS", "false").Should().BeEmpty();
    }

    [Fact]
    public void A_run_that_only_warns_gives_warnings() =>
        Lines(s_run with { OnlyWarns = true }, "GITHUB_ACTIONS", "true").Should().OnlyContain(line => line.StartsWith("::warning file="));

    [Fact]
    public void Paths_are_escaped_as_each_host_wants_it()
    {
        RunReport run = Sample.Run(Sample.Test("T.A", Sample.Poller with { File = "/_/a,b:c;d]e%.cs", Hint = null }));

        Lines(run, "GITHUB_ACTIONS", "true").Single().Should().StartWith("::error file=a%2Cb%3Ac;d]e%25.cs,line=42,");
        Lines(run, "TF_BUILD", "True").Single().Should().StartWith("##vso[task.logissue type=error;sourcepath=a,b:c%3Bd%5De%AZP25.cs;linenumber=42]");
    }

    [Fact]
    public void A_leak_without_a_line_is_still_said()
    {
        var bare = new Survivor { Kind = SurvivorKind.Task, What = "A.B", State = SurvivorState.Waiting };

        Lines(Sample.Run(Sample.Test("T.A", bare)), "GITHUB_ACTIONS", "true").Should().Equal("::error title=LeakCheck::Task A.B outlives the test that started it: 1 time, in T.A");
        Lines(Sample.Run(Sample.Test("T.A", bare)), "TF_BUILD", "True").Should().Equal("##vso[task.logissue type=error]LeakCheck: Task A.B outlives the test that started it: 1 time, in T.A");
    }

    [Fact]
    public void More_than_ten_places_are_counted_in_one_line()
    {
        RunReport run = Sample.Run(Sample.Test("T.A", Enumerable.Range(0, 13).Select(i => Sample.Poller with { Fingerprint = "f" + i }).ToArray()));

        Lines(run, "GITHUB_ACTIONS", "true").Should().HaveCount(11).And.EndWith("::error title=LeakCheck::3 more places with leaks: see the report file");
    }

    private static IEnumerable<string> Lines(RunReport run, string variable, string value) =>
        HostAnnotations.Lines(run, Sample.View, name => name == variable ? value : null);
}
