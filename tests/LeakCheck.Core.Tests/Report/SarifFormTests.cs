using System.Text;
using System.Text.Json;
using LeakCheck.Report;

namespace LeakCheck.Core.Tests.Report;

public class SarifFormTests
{
    [Fact]
    public void The_whole_file_for_a_run_with_leaks_and_a_baseline()
    {
        RunReport run = Sample.Run(
            Sample.Test("Shop.Tests.OrderTests.Cancel_stops_polling", Sample.Poller, Sample.Singleton),
            Sample.Test("Shop.Tests.OrderTests.Stops", Sample.Poller with { Owner = "Shop.Tests.OrderTests.Stops" }),
            Sample.Test("Shop.Tests.CacheTests.Expires", Sample.CacheTimer with { Class = SurvivorClass.Baseline, Excuse = "legacy" })) with
        {
            Rules = [new RuleHelp("LC101", "A loop without a token", "Give the loop a token and cancel it in DisposeAsync.")],
            Problems = ["The text report was not written."],
        };

        Verified.Check("run.verified.sarif", Sarif(run));
    }

    [Fact]
    public void A_leak_without_a_rule_is_reported_under_its_kind()
    {
        JsonElement result = Results(Sample.Run(Sample.Test("T.A", Sample.Worker with { Rule = null })))[0];

        result.GetProperty("ruleId").GetString().Should().Be("leaked-thread");
    }

    [Fact]
    public void A_leak_without_a_line_is_shown_at_its_test()
    {
        Survivor survivor = new() { Kind = SurvivorKind.Task, What = "A.B", State = SurvivorState.Waiting };
        LeakReport test = Sample.Test("T.A", survivor) with { Place = Sample.Frame("T.A", "/_/tests/T a.cs", 7) };

        JsonElement place = Results(Sample.Run(test))[0].GetProperty("locations")[0].GetProperty("physicalLocation");

        place.GetProperty("artifactLocation").GetProperty("uri").GetString().Should().Be("tests/T%20a.cs");
        place.GetProperty("region").GetProperty("startLine").GetInt32().Should().Be(7);
    }

    [Fact]
    public void A_file_outside_the_repository_keeps_its_whole_path()
    {
        JsonElement place = Results(Sample.Run(Sample.Test("T.A", Sample.Poller with { File = "C:\\other\\A.cs" })))[0].GetProperty("locations")[0];

        JsonElement artifact = place.GetProperty("physicalLocation").GetProperty("artifactLocation");
        artifact.GetProperty("uri").GetString().Should().Be("file:///C:/other/A.cs");
        artifact.TryGetProperty("uriBaseId", out _).Should().BeFalse();
    }

    private static JsonElement[] Results(RunReport run)
    {
        using JsonDocument document = JsonDocument.Parse(Sarif(run));
        return document.RootElement.GetProperty("runs")[0].GetProperty("results").EnumerateArray().Select(r => r.Clone()).ToArray();
    }

    private static string Sarif(RunReport run)
    {
        using var stream = new MemoryStream();
        SarifForm.Write(stream, run, Sample.View);
        return Encoding.UTF8.GetString(stream.ToArray()).ReplaceLineEndings("\n");
    }
}
