using LeakCheck.Settings;

namespace LeakCheck.Core.Tests.Settings;

public class RunSettingsLoaderTests
{
    [Fact]
    public void Without_file_and_variables_the_defaults_stand()
    {
        RunSettings run = SettingsFolder.Load(json: null);

        run.Should().BeEquivalentTo(new RunSettings());
    }

    [Fact]
    public void Without_a_folder_only_the_variables_count()
    {
        RunSettings run = RunSettingsLoader.Load(baseDirectory: null, name => name == "LEAKCHECK_TOLERANCE" ? "4" : null);

        run.Scopes.Tolerance.Should().Be(4);
        run.Problems.Should().BeEmpty();
    }

    [Fact]
    public void Reads_every_setting_of_the_file()
    {
        using var folder = new SettingsFolder();

        RunSettings run = folder.LoadHere(
            """
            {
              // Comments and trailing commas are allowed.
              "mode": "warn",
              "kinds": ["tasks", "Threads"],
              "tolerance": 1,
              "settleMilliseconds": 100,
              "onlyWhenPassed": true,
              "maxLive": 50,
              "reportDir": "reports",
              "reports": "json,HTML",
              "baseline": "known.txt",
              "baselineUpdate": true,
              "creationStacks": "all",
              "processWide": "fail",
              "deep": true,
              "diagnostics": true,
              "ignore": [
                {
                  "reason": "vendor poller", "topMethod": "Poller.*", "anyMethod": "Any.*", "createdBy": "Start", "threadName": "worker-*",
                  "assembly": "Vendor", "rule": "LC101", "kinds": "timers",
                },
              ],
            }
            """);

        run.Should().BeEquivalentTo(new RunSettings
        {
            Mode = RunMode.Warn,
            Scopes = new LeakOptions
            {
                Kinds = WorkKinds.Tasks | WorkKinds.Threads,
                Tolerance = 1,
                SettleMilliseconds = 100,
                OnlyWhenPassed = true,
                MaxLive = 50,
                Ignore =
                [
                    new IgnoreRule
                    {
                        Reason = "vendor poller",
                        TopMethod = "Poller.*",
                        AnyMethod = "Any.*",
                        CreatedBy = "Start",
                        ThreadName = "worker-*",
                        Assembly = "Vendor",
                        Rule = "LC101",
                        Kinds = WorkKinds.Timers,
                    },
                ],
            },
            ReportDirectory = Path.Combine(folder.Path, "reports"),
            Reports = ReportForms.Json | ReportForms.Html,
            Baseline = Path.Combine(folder.Path, "known.txt"),
            BaselineUpdate = true,
            CreationStacks = CreationStacks.All,
            ProcessWideFails = true,
            Deep = true,
            Diagnostics = true,
        });
    }

    [Fact]
    public void A_relative_path_starts_where_the_run_was_started_though_the_runner_has_moved_to_the_tests()
    {
        using var tests = new SettingsFolder();
        using var shells = new SettingsFolder();
        string gone = Path.Combine(shells.Path, "gone");

        StartFolder.Of(tests.Path, tests.Path + Path.DirectorySeparatorChar, shells.Path).Should().Be(shells.Path);
        StartFolder.Of(tests.Path, tests.Path, shells: null).Should().Be(tests.Path);
        StartFolder.Of(tests.Path, tests.Path, gone).Should().Be(tests.Path);
        StartFolder.Of(tests.Path, tests.Path, "relative").Should().Be(tests.Path);
        StartFolder.Of(gone, tests.Path, shells.Path).Should().Be(gone);
        StartFolder.Of(gone, tests: null, shells.Path).Should().Be(gone);
    }

    [Fact]
    public void Reads_every_variable()
    {
        RunSettings run = SettingsFolder.Load(
            json: null,
            ("LEAKCHECK_MODE", "OFF"),
            ("LEAKCHECK_KINDS", "tasks, timers"),
            ("LEAKCHECK_TOLERANCE", "2"),
            ("LEAKCHECK_SETTLE_MS", " 0 "),
            ("LEAKCHECK_ONLY_WHEN_PASSED", "1"),
            ("LEAKCHECK_MAX_LIVE", "7"),
            ("LEAKCHECK_REPORT_DIR", "out"),
            ("LEAKCHECK_REPORTS", "sarif,text"),
            ("LEAKCHECK_BASELINE", "base.txt"),
            ("LEAKCHECK_BASELINE_UPDATE", "true"),
            ("LEAKCHECK_CREATION_STACKS", "off"),
            ("LEAKCHECK_PROCESS_WIDE", "fail"),
            ("LEAKCHECK_DEEP", "1"),
            ("LEAKCHECK_DIAGNOSTICS", "True"));

        run.Should().BeEquivalentTo(new RunSettings
        {
            Mode = RunMode.Off,
            Scopes = new LeakOptions
            {
                Kinds = WorkKinds.Tasks | WorkKinds.Timers,
                Tolerance = 2,
                SettleMilliseconds = 0,
                OnlyWhenPassed = true,
                MaxLive = 7,
            },
            ReportDirectory = Path.GetFullPath("out"),
            Reports = ReportForms.Sarif | ReportForms.Text,
            Baseline = Path.GetFullPath("base.txt"),
            BaselineUpdate = true,
            CreationStacks = CreationStacks.Off,
            ProcessWideFails = true,
            Deep = true,
            Diagnostics = true,
        });
    }

    [Fact]
    public void A_variable_overrides_the_file_and_leaves_the_rest_of_it()
    {
        RunSettings run = SettingsFolder.Load(
            """{ "tolerance": 1, "maxLive": 5, "diagnostics": true }""", ("LEAKCHECK_TOLERANCE", "3"), ("LEAKCHECK_DIAGNOSTICS", "0"));

        run.Scopes.Tolerance.Should().Be(3);
        run.Scopes.MaxLive.Should().Be(5);
        run.Diagnostics.Should().BeFalse();
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    public void A_blank_variable_is_one_that_is_not_set(string blank)
    {
        RunSettings run = SettingsFolder.Load("""{ "tolerance": 1 }""", ("LEAKCHECK_TOLERANCE", blank));

        run.Scopes.Tolerance.Should().Be(1);
        run.Problems.Should().BeEmpty();
    }

    [Theory]
    [InlineData("\"all\"", WorkKinds.All)]
    [InlineData("\"None\"", WorkKinds.None)]
    [InlineData("\"TASKS , threads\"", WorkKinds.Tasks | WorkKinds.Threads)]
    [InlineData("[ \"timers\" ]", WorkKinds.Timers)]
    public void Kinds_are_names_in_any_case_as_text_or_list(string json, WorkKinds expected) =>
        SettingsFolder.Load($$"""{ "kinds": {{json}} }""").Scopes.Kinds.Should().Be(expected);

    [Fact]
    public void The_same_rule_in_two_places_of_the_file_stays_two_rules()
    {
        RunSettings run = SettingsFolder.Load("""{ "ignore": [ { "reason": "a" }, { "reason": "a" } ] }""");

        run.Scopes.Ignore.Should().HaveCount(2).And.OnlyHaveUniqueItems();
    }
}
