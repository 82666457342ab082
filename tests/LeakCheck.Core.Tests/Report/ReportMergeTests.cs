using System.Diagnostics;
using System.Text.Json;
using LeakCheck.Report;
using LeakCheck.Settings;

namespace LeakCheck.Core.Tests.Report;

public sealed class ReportMergeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("leakcheck-merge-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void One_page_shows_the_reports_of_a_folder_and_the_folders_below()
    {
        Report("a", "Shop.Tests");
        Report("b/c", "Billing.Tests");

        WrittenFiles written = ReportMerge.Write(_folder, Path.Combine(_folder, "page.html"));

        written.Problems.Should().BeEmpty();
        Assemblies(written.Files.Single()).Should().Equal("Shop.Tests", "Billing.Tests");
    }

    [Fact]
    public void A_file_that_is_no_report_is_named_and_the_others_are_shown()
    {
        Report("", "Shop.Tests");
        File.WriteAllText(Path.Combine(_folder, "bad.leakcheck.json"), "{ \"schema\": 1, ");
        File.WriteAllText(Path.Combine(_folder, "newer.leakcheck.json"), "{ \"schema\": 2 }");

        WrittenFiles written = ReportMerge.Write(_folder, Path.Combine(_folder, "page.html"));

        Assemblies(written.Files.Single()).Should().Equal("Shop.Tests");
        written.Problems.Should().HaveCount(2);
        written.Problems[0].Should().StartWith($"'{Path.Combine(_folder, "bad.leakcheck.json")}' is not part of page.html: it is not valid JSON, ");
        written.Problems[1].Should().Be($"'{Path.Combine(_folder, "newer.leakcheck.json")}' is not part of page.html: it is no report of schema 1.");
    }

    [Fact]
    public void The_second_process_of_a_run_writes_the_page_of_all()
    {
        const ReportForms Forms = ReportForms.Json | ReportForms.Html;
        string page = Path.Combine(_folder, ReportMerge.PageName);

        ReportFiles.Write(_folder, Forms, Sample.Run() with { Assembly = "Shop.Tests" }).Files.Should().NotContain(page);
        ReportFiles.Write(_folder, Forms, Sample.Run() with { Assembly = "Billing.Tests" }).Files.Should().Contain(page);

        Assemblies(page).Should().BeEquivalentTo("Shop.Tests", "Billing.Tests");
    }

    [Fact]
    public void Processes_that_end_at_the_same_time_are_all_on_the_page()
    {
        Parallel.For(0, 6, i => ReportFiles.Write(_folder, ReportForms.Json | ReportForms.Html, Sample.Run() with { Assembly = $"Tests{i}" }).Problems.Should().BeEmpty());

        Assemblies(Path.Combine(_folder, ReportMerge.PageName)).Should().Equal(Enumerable.Range(0, 6).Select(i => $"Tests{i}"));
    }

    [Fact]
    public void The_command_writes_the_page_and_names_it()
    {
        Report("a", "Shop.Tests");
        Report("b", "Billing.Tests");

        (int exitCode, string output) = RunTool("merge", _folder);

        exitCode.Should().Be(0);
        output.Trim().Should().Be(Path.Combine(_folder, ReportMerge.PageName));
        Assemblies(output.Trim()).Should().Equal("Shop.Tests", "Billing.Tests");
    }

    [Fact]
    public void The_command_fails_when_a_report_is_lacking_and_says_which()
    {
        File.WriteAllText(Path.Combine(_folder, "bad.leakcheck.json"), "{");

        (int exitCode, string output) = RunTool("merge", _folder);

        exitCode.Should().Be(1);
        output.Should().Contain("bad.leakcheck.json");
    }

    [Fact]
    public void An_unknown_command_explains_the_known_ones() => RunTool("unknown").Should().Match<(int ExitCode, string Output)>(r => r.ExitCode == 2 && r.Output.Contains("merge DIR"));

    private static (int ExitCode, string Output) RunTool(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "leakcheck-tool", "LeakCheck.Tool.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process tool = Process.Start(start)!;
        Task<string> errors = tool.StandardError.ReadToEndAsync();
        string output = tool.StandardOutput.ReadToEnd();
        tool.WaitForExit();
        return (tool.ExitCode, output + errors.Result);
    }

    private static string?[] Assemblies(string page)
    {
        using JsonDocument data = JsonDocument.Parse(HtmlFormTests.Data(File.ReadAllText(page)));
        return data.RootElement.EnumerateArray().Select(r => r.GetProperty("assembly").GetString()).ToArray();
    }

    private void Report(string below, string assembly) =>
        ReportFiles.Write(Path.Combine(_folder, below), ReportForms.Json, Sample.Run(Sample.Test("T.A", Sample.Poller)) with { Assembly = assembly }).Problems.Should().BeEmpty();
}
