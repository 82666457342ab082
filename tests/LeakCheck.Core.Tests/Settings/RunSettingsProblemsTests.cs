using LeakCheck.Settings;

namespace LeakCheck.Core.Tests.Settings;

public class RunSettingsProblemsTests
{
    [Theory]
    [InlineData("""{ "tolerence": 1 }""", "leakcheck.json: 'tolerence' is not a setting; allowed are mode, kinds, tolerance, settleMilliseconds, onlyWhenPassed, maxLive, reportDir, reports, baseline, baselineUpdate, creationStacks, processWide, deep, diagnostics and ignore (did you mean 'tolerance'?).")]
    [InlineData("""{ "tolerance": -1 }""", "leakcheck.json: tolerance is -1; allowed are whole numbers from 0 to 2,147,483,647.")]
    [InlineData("""{ "tolerance": 1.5 }""", "leakcheck.json: tolerance is 1.5; allowed are whole numbers from 0 to 2,147,483,647.")]
    [InlineData("""{ "maxLive": "5" }""", "leakcheck.json: maxLive is '5'; allowed are whole numbers from 0 to 2,147,483,647.")]
    [InlineData("""{ "settleMilliseconds": 99999999999 }""", "leakcheck.json: settleMilliseconds is 99999999999; allowed are whole numbers from 0 to 2,147,483,647.")]
    [InlineData("""{ "settleMilliseconds": null }""", "leakcheck.json: settleMilliseconds is null; allowed are whole numbers from 0 to 2,147,483,647.")]
    [InlineData("""{ "mode": "fial" }""", "leakcheck.json: mode is 'fial'; allowed are fail, warn and off (did you mean 'fail'?).")]
    [InlineData("""{ "mode": "" }""", "leakcheck.json: mode is empty; allowed are fail, warn and off.")]
    [InlineData("""{ "mode": 1 }""", "leakcheck.json: mode is 1; allowed are fail, warn and off.")]
    [InlineData("""{ "kinds": "task" }""", "leakcheck.json: kinds contains 'task'; allowed are tasks, timers, threads, all and none (did you mean 'tasks'?).")]
    [InlineData("""{ "kinds": [] }""", "leakcheck.json: kinds is []; allowed are lists of tasks, timers, threads, all and none.")]
    [InlineData("""{ "kinds": 7 }""", "leakcheck.json: kinds is 7; allowed are lists of tasks, timers, threads, all and none.")]
    [InlineData("""{ "kinds": "none,tasks" }""", "leakcheck.json: kinds is 'none,tasks'; allowed are lists of tasks, timers, threads, all and none, where 'none' stands alone.")]
    [InlineData("""{ "reports": "json,pdf" }""", "leakcheck.json: reports contains 'pdf'; allowed are json, sarif, html and text.")]
    [InlineData("""{ "onlyWhenPassed": "yes" }""", "leakcheck.json: onlyWhenPassed is 'yes'; allowed are true and false.")]
    [InlineData("""{ "creationStacks": "task" }""", "leakcheck.json: creationStacks is 'task'; allowed are off, timers and all.")]
    [InlineData("""{ "processWide": "ignore" }""", "leakcheck.json: processWide is 'ignore'; allowed are list and fail.")]
    [InlineData("""{ "reportDir": " " }""", "leakcheck.json: reportDir is empty; allowed are paths.")]
    [InlineData("""{ "deep": true, "deep": false }""", "leakcheck.json: deep is given twice; allowed is one value.")]
    [InlineData("""{ "ignore": { "reason": "x" } }""", """leakcheck.json: ignore is { "reason": "x" }; allowed are lists of rules: [ { "reason": "...", "topMethod": "..." } ].""")]
    [InlineData("""{ "ignore": [ "x" ] }""", """leakcheck.json: ignore[0] is 'x'; allowed are rules: { "reason": "...", "topMethod": "..." }.""")]
    [InlineData("""{ "ignore": [ { "reason": "a" }, { "reason": " " } ] }""", "leakcheck.json: ignore[1].reason is empty; allowed are texts that are not empty.")]
    [InlineData("""{ "ignore": [ { "topMethod": "A.B" } ] }""", "leakcheck.json: ignore[0].reason is missing; allowed are texts that say why the survivor is accepted.")]
    [InlineData("""{ "ignore": [ { "reason": "a", "topmethod": "A.B" } ] }""", "leakcheck.json: ignore[0]: 'topmethod' is not a setting; allowed are reason, topMethod, anyMethod, createdBy, threadName, assembly, rule and kinds (did you mean 'topMethod'?).")]
    [InlineData("""{ "ignore": [ { "reason": "a", "reason": "b" } ] }""", "leakcheck.json: ignore[0].reason is given twice; allowed is one value.")]
    [InlineData("""{ "baselineUpdate": true }""", "LEAKCHECK_BASELINE_UPDATE (baselineUpdate) is on, but no baseline file is named; name one in LEAKCHECK_BASELINE (baseline).")]
    [InlineData("""[ ]""", """leakcheck.json is [ ]; allowed are objects: { "tolerance": 0 }.""")]
    public void A_bad_value_in_the_file_is_one_sentence_and_the_default_stands_in(string json, string problem)
    {
        RunSettings run = SettingsFolder.Load(json);

        run.Problems.Should().Equal(problem);
        (run with { Problems = [] }).Should().BeEquivalentTo(
            new RunSettings(), options => options.Excluding(settings => settings.Scopes.Ignore).Excluding(settings => settings.Deep));
    }

    [Theory]
    [InlineData("LEAKCHECK_MODE", "loud", "LEAKCHECK_MODE is 'loud'; allowed are fail, warn and off.")]
    [InlineData("LEAKCHECK_KINDS", "tasks,trheads", "LEAKCHECK_KINDS contains 'trheads'; allowed are tasks, timers, threads, all and none (did you mean 'threads'?).")]
    [InlineData("LEAKCHECK_SETTLE_MS", "soon", "LEAKCHECK_SETTLE_MS is 'soon'; allowed are whole numbers from 0 to 2,147,483,647.")]
    [InlineData("LEAKCHECK_MAX_LIVE", "-5", "LEAKCHECK_MAX_LIVE is '-5'; allowed are whole numbers from 0 to 2,147,483,647.")]
    [InlineData("LEAKCHECK_DEEP", "yes", "LEAKCHECK_DEEP is 'yes'; allowed are 1, 0, true and false.")]
    [InlineData("LEAKCHECK_REPORTS", ",", "LEAKCHECK_REPORTS is ','; allowed are lists of json, sarif, html and text.")]
    public void A_bad_variable_is_one_sentence_and_the_value_of_the_file_stands_in(string name, string value, string problem)
    {
        RunSettings run = SettingsFolder.Load("""{ "mode": "warn", "maxLive": 9, "kinds": "timers" }""", (name, value));

        run.Problems.Should().Equal(problem);
        run.Mode.Should().Be(RunMode.Warn);
        run.Scopes.MaxLive.Should().Be(9);
        run.Scopes.Kinds.Should().Be(WorkKinds.Timers);
    }

    [Fact]
    public void All_problems_are_listed_at_once_and_the_good_values_count()
    {
        RunSettings run = SettingsFolder.Load(
            """{ "mode": "loud", "tolerance": 3, "kinds": ["job", "fiber"], "ignore": [ { "topMethod": "", "kinds": "x" } ], "nonsense": 1 }""",
            ("LEAKCHECK_TOLERANCE", "many"));

        run.Problems.Should().HaveCount(8).And.OnlyContain(problem => problem.EndsWith('.') && !problem.Contains('\n'));
        run.Scopes.Tolerance.Should().Be(3);
    }

    [Fact]
    public void A_rule_with_a_mistake_is_left_out_so_that_it_never_matches_more_than_meant()
    {
        RunSettings run = SettingsFolder.Load("""{ "ignore": [ { "reason": "a", "topMethd": "A.B" }, { "reason": "b", "topMethod": "C.D" } ] }""");

        run.Scopes.Ignore.Should().ContainSingle().Which.TopMethod.Should().Be("C.D");
    }

    [Theory]
    [InlineData("{\n  \"mode\": \"fail\"\n  \"tolerance\": 1\n}", "line 3, column 3")]
    [InlineData("{ \"baseline\": \"häuser/größe\" x }", "line 1, column 30")]
    [InlineData("{ \"mode\": \"fail\"", "line 1, column 17")]
    [InlineData("", "line 1, column 1")]
    public void Malformed_json_is_named_with_line_and_column(string json, string place)
    {
        RunSettings run = SettingsFolder.Load(json, ("LEAKCHECK_MODE", "warn"));

        run.Problems.Should().ContainSingle().Which.Should()
            .StartWith($"leakcheck.json is not valid JSON at {place} (").And.EndWith("); allowed is JSON, with comments and trailing commas.")
            .And.NotContain("LineNumber");
        run.Mode.Should().Be(RunMode.Warn);
    }

    [Fact]
    public void Half_a_surrogate_pair_is_a_problem_and_no_crash()
    {
        RunSettings run = SettingsFolder.Load("""{ "mode": "\ud800" }""");

        run.Problems.Should().ContainSingle().Which.Should().StartWith("leakcheck.json contains a text that is not valid Unicode (");
    }

    [Fact]
    public void A_file_that_cannot_be_read_is_a_problem()
    {
        using var folder = new SettingsFolder();
        Directory.CreateDirectory(Path.Combine(folder.Path, "leakcheck.json"));

        folder.LoadHere(json: null).Problems.Should().ContainSingle().Which.Should().StartWith("leakcheck.json cannot be read (");
    }

    [Fact]
    public void A_long_value_is_shortened()
    {
        RunSettings run = SettingsFolder.Load(json: null, ("LEAKCHECK_MODE", new string('x', 5000) + "\nsecond line"));

        run.Problems.Should().ContainSingle().Which.Length.Should().BeLessThan(200);
    }
}
