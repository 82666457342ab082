namespace LeakCheck.Core.Tests.Faults;

/// <summary>Processes that are set up in another way than the usual one.</summary>
public class ProcessFaultTests
{
    [Theory]
    [InlineData("DOTNET_gcServer", "1")]
    [InlineData("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", "1")]
    [InlineData("DOTNET_TieredCompilation", "0")]
    public async Task A_setting_of_the_runtime_changes_no_verdict(string name, string value) =>
        await ChildProcess.PassAsync(nameof(ChildTests.Leaks_of_every_kind_are_named_and_clean_work_is_silent), [], (name, value));

    [Fact]
    public async Task One_processor_is_enough()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Binds the process with taskset.");

        await ChildProcess.PassAsync(nameof(ChildTests.Leaks_of_every_kind_are_named_and_clean_work_is_silent), ["taskset", "-c", "0"]);
    }

    [Fact]
    public async Task A_diagnostics_port_that_is_off_is_said_to_be() =>
        await ChildProcess.PassAsync(nameof(ChildTests.Without_a_diagnostics_port_all_is_named_but_the_threads_line), [], ("DOTNET_EnableDiagnostics", "0"));

    [Fact]
    public async Task Threads_and_tasks_have_the_line_that_started_them_when_asked_for() =>
        await ChildProcess.PassAsync(nameof(ChildTests.Starting_lines_are_named), [], ("LEAKCHECK_CREATION_STACKS", "all"));

    [Fact]
    public async Task A_full_disk_costs_the_report_file_and_not_the_verdict()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Limits the size of files with ulimit.");
        string folder = Directory.CreateTempSubdirectory("leakcheck-full-").FullName;
        try
        {
            // No file may grow, as on a disk without a free byte; the signal that comes with it is ignored. The runtime's own double mapping is a file, so it is off.
            string output = await ChildProcess.PassAsync(
                nameof(ChildTests.A_verdict_is_given_although_no_report_can_be_written),
                ["bash", "-c", "trap '' XFSZ; ulimit -f 0; exec \"$0\" \"$@\""],
                ("LEAKCHECK_REPORT_DIR", folder), ("LEAKCHECK_REPORTS", "json,html"), ("DOTNET_EnableWriteXorExecute", "0"));

            output.Split('\n').Where(line => line.StartsWith("LeakCheck: LEAKCHECK_REPORT_DIR is", StringComparison.Ordinal)).Should().HaveCount(2, "each file that could not be written is one line");
            Directory.GetFiles(folder).Should().BeEmpty();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_full_disk_behind_the_console_costs_the_lines_and_not_the_verdict() =>
        await ChildProcess.PassAsync(nameof(ChildTests.A_verdict_is_given_although_nothing_can_be_printed), [], ("GITHUB_ACTIONS", "true"));

    [Fact]
    public async Task A_bad_setting_does_not_hide_the_leaks_of_the_sweep() =>
        await ChildProcess.PassAsync(nameof(ChildTests.A_bad_setting_and_a_leak_are_both_said_at_the_end), [], ("LEAKCHECK_TOLERANCE", "-1"));

    [Fact]
    public async Task A_writer_behind_standard_error_may_wait_for_others_that_begin_scopes() =>
        await ChildProcess.PassAsync(nameof(ChildTests.A_writer_that_waits_for_somebody_who_needs_the_engine_holds_nobody_up), []);
}
