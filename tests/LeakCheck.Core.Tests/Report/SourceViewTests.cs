using LeakCheck.Report;

namespace LeakCheck.Core.Tests.Report;

public class SourceViewTests
{
    [Theory]
    [InlineData("/_/src/PricePoller.cs", "src/PricePoller.cs")]
    [InlineData("/_1/src/PricePoller.cs", "src/PricePoller.cs")]
    [InlineData("/repo/src/PricePoller.cs", "src/PricePoller.cs")]
    [InlineData("D:\\a\\1\\s\\src\\PricePoller.cs", "src/PricePoller.cs")]
    [InlineData("/home/ci/work/src/PricePoller.cs", "src/PricePoller.cs")]
    [InlineData("/home/ci/work/lib/Other.cs", "/home/ci/work/lib/Other.cs")]
    [InlineData("/repository/src/Other.cs", "/repository/src/Other.cs")]
    public void Paths_are_relative_to_the_repository_where_the_file_belongs_to_it(string path, string expected) =>
        Sample.View.Shorten(path).Should().Be(expected);

    [Theory]
    [InlineData("/_/src/PricePoller.cs", 42, "await Task.Delay(_interval, ct)")]
    [InlineData("/home/ci/work/src/PricePoller.cs", 42, "await Task.Delay(_interval, ct)")]
    [InlineData("/_/src/PricePoller.cs", 101, null)]
    [InlineData("/_/src/PricePoller.cs", 0, null)]
    [InlineData("/_/src/Absent.cs", 1, null)]
    public void The_text_of_a_line_is_trimmed_and_absent_when_the_line_is(string path, int line, string? expected) =>
        Sample.View.LineText(path, line).Should().Be(expected);

    [Fact]
    public void A_long_line_is_cut()
    {
        var view = new SourceView("/repo", _ => [new string('x', 200)]);

        view.LineText("/repo/a.cs", 1).Should().Be(new string('x', 57) + "...");
    }

    [Fact]
    public void This_machine_s_own_sources_are_found_from_a_path_of_this_build()
    {
        LeakFrame here = ThisLine();
        var view = SourceView.OfThisMachine();

        view.Shorten(here.File!).Should().Be("tests/LeakCheck.Core.Tests/Report/SourceViewTests.cs");
        view.LineText(here.File, here.Line).Should().Be("LeakFrame here = ThisLine()");
    }

    private static LeakFrame ThisLine([System.Runtime.CompilerServices.CallerFilePath] string file = "", [System.Runtime.CompilerServices.CallerLineNumber] int line = 0) =>
        new("here", file, line);
}
