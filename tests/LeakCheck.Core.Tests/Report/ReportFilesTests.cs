using LeakCheck.Report;
using LeakCheck.Settings;

namespace LeakCheck.Core.Tests.Report;

public sealed class ReportFilesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("leakcheck-files-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_file_is_named_after_the_assembly_and_nothing_else_is_left_in_a_new_folder()
    {
        string target = Path.Combine(_folder, "new", "reports");

        WrittenFiles written = ReportFiles.Write(target, ReportForms.Json, Sample.Run());

        written.Problems.Should().BeEmpty();
        written.Files.Should().Equal(Path.Combine(target, "Shop.Tests.leakcheck.json"));
        Directory.GetFiles(target).Should().Equal(written.Files);
        File.ReadAllText(written.Files[0]).Should().Contain("\"assembly\": \"Shop.Tests\"");
    }

    [Fact]
    public void Each_form_is_a_file_under_the_same_name()
    {
        WrittenFiles written = ReportFiles.Write(_folder, ReportForms.Json | ReportForms.Sarif | ReportForms.Text, Sample.Run(Sample.Test("T.A", Sample.Poller)));

        written.Problems.Should().BeEmpty();
        written.Files.Select(Path.GetFileName).Should().Equal("Shop.Tests.leakcheck.json", "Shop.Tests.leakcheck.sarif", "Shop.Tests.leakcheck.txt");
    }

    [Fact]
    public void A_display_text_that_is_no_valid_unicode_loses_no_report()
    {
        WrittenFiles written = ReportFiles.Write(_folder, ReportForms.Json | ReportForms.Sarif | ReportForms.Text, Sample.Run(Sample.Test("T.A(\"\ud800\")", Sample.Poller)));

        written.Problems.Should().BeEmpty();
        written.Files.Should().HaveCount(3);
    }

    [Fact]
    public void A_report_of_an_earlier_run_is_replaced()
    {
        string old = Earlier("Shop.Tests.leakcheck.json", JsonFormTests.Json(Sample.Run(Sample.Test("Old.Test", Sample.Poller))));

        ReportFiles.Write(_folder, ReportForms.Json, Sample.Run()).Files.Should().Equal(old);

        Directory.GetFiles(_folder).Should().Equal(old);
        File.ReadAllText(old).Should().NotContain("Old.Test");
    }

    [Fact]
    public void A_report_written_meanwhile_by_another_process_is_kept()
    {
        string other = Path.Combine(_folder, "Shop.Tests.leakcheck.json");
        File.WriteAllText(other, "the other one's");

        WrittenFiles written = ReportFiles.Write(_folder, ReportForms.Json, Sample.Run());

        written.Files.Should().Equal(Path.Combine(_folder, $"Shop.Tests.net{Environment.Version.Major}.{Environment.Version.Minor}.leakcheck.json"));
        File.ReadAllText(other).Should().Be("the other one's");
        Directory.GetFiles(_folder).Should().HaveCount(2);
    }

    [Fact]
    public void A_report_of_the_same_assembly_on_another_runtime_is_kept()
    {
        string other = Earlier("Shop.Tests.leakcheck.json", JsonFormTests.Json(Sample.Run() with { Runtime = ".NET 9.0.1" }));

        WrittenFiles written = ReportFiles.Write(_folder, ReportForms.Json, Sample.Run());

        written.Files.Should().ContainSingle().Which.Should().NotBe(other);
        File.ReadAllText(other).Should().Contain(".NET 9.0.1");
    }

    [Fact]
    public void A_broken_file_of_an_earlier_run_is_replaced()
    {
        string old = Earlier("Shop.Tests.leakcheck.json", "{ not json");

        ReportFiles.Write(_folder, ReportForms.Json, Sample.Run()).Files.Should().Equal(old);
    }

    [Fact]
    public void Many_processes_of_one_assembly_lose_no_report()
    {
        string stale = Earlier("Shop.Tests.leakcheck.json", "{}");

        string[] written = Enumerable.Range(0, 3).Select(_ => ReportFiles.Write(_folder, ReportForms.Json, Sample.Run()).Files.Single()).ToArray();

        written.Should().OnlyHaveUniqueItems().And.StartWith(stale);
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_one_sentence()
    {
        string file = Path.Combine(_folder, "file");
        File.WriteAllText(file, "");

        WrittenFiles written = ReportFiles.Write(Path.Combine(file, "reports"), ReportForms.Json, Sample.Run());

        written.Files.Should().BeEmpty();
        written.Problems.Should().ContainSingle().Which.Should().StartWith($"LEAKCHECK_REPORT_DIR is '{Path.Combine(file, "reports")}': the json report was not written there (");
    }

    [Fact]
    public void A_write_that_fails_half_way_leaves_no_file()
    {
        Action write = () => new TemporaryFile(_folder, stream =>
        {
            stream.WriteByte(1);
            throw new IOException("disk full");
        }).Dispose();

        write.Should().Throw<IOException>().WithMessage("disk full");
        Directory.GetFiles(_folder).Should().BeEmpty();
    }

    private string Earlier(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddDays(-1));
        return path;
    }
}
