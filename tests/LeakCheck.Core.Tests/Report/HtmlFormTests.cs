using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using LeakCheck.Report;

namespace LeakCheck.Core.Tests.Report;

public class HtmlFormTests
{
    private const string Opening = "<script type=\"application/json\" id=\"data\">";

    [Fact]
    public void The_page_holds_the_whole_report()
    {
        RunReport run = Sample.Run(Sample.Test("Shop.Tests.OrderTests.Cancels", Sample.Poller, Sample.CacheTimer));

        using JsonDocument embedded = JsonDocument.Parse(Data(Page(run)));
        using JsonDocument report = JsonDocument.Parse(JsonFormTests.Json(run));

        embedded.RootElement.GetArrayLength().Should().Be(1);
        Compact(embedded.RootElement[0]).Should().Be(Compact(report.RootElement));
    }

    [Fact]
    public void No_text_of_a_report_can_end_the_script_or_begin_a_comment()
    {
        string evil = "</script><script>alert(1)</script><!-- <img src=x onerror=alert(1)>";

        string page = Page(Sample.Run(Sample.Test($"T.A(\"{evil}\")", Sample.Poller with { What = evil, Hint = evil, WaitsFor = evil })));

        Data(page).Should().NotContain("<").And.NotContain(">");
        using JsonDocument embedded = JsonDocument.Parse(Data(page));
        embedded.RootElement[0].GetProperty("scopes")[0].GetProperty("survivors")[0].GetProperty("what").GetString().Should().Be(evil);
    }

    [Fact]
    public void The_page_needs_nothing_from_anywhere()
    {
        string page = Page(Sample.Run(Sample.Test("T.A", Sample.Poller)));

        Regex.Matches(page, "(src|href)\\s*=|url\\(|@import|https?://|import\\(|fetch\\(|XMLHttpRequest").Should().BeEmpty();
        page.Should().Contain("default-src 'none'");
        page.Should().NotContain("/*style*/").And.NotContain("/*script*/").And.NotContain("<!--data-->");
    }

    [Fact]
    public void The_script_never_makes_markup_out_of_text() =>
        Page(Sample.Run()).Should().NotContainAny("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(");

    internal static string Page(RunReport run)
    {
        using var stream = new MemoryStream();
        HtmlForm.Write(stream, run);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    internal static string Data(string page)
    {
        int start = page.IndexOf(Opening, StringComparison.Ordinal) + Opening.Length;
        return page[start..page.IndexOf("</script>", start, StringComparison.Ordinal)];
    }

    private static string Compact(JsonElement element) => JsonSerializer.Serialize(element);
}
