using System.Diagnostics;
using System.Text.RegularExpressions;
using LeakCheck.Report;

namespace LeakCheck.Core.Tests.Report;

/// <summary>Opens the page from a file in a real browser, acts on it as a reader would, and reads what it shows. Skipped where there is no Chromium.</summary>
public sealed class HtmlPageInBrowserTests : IDisposable
{
    private static readonly string[] s_browsers = ["chromium", "chromium-browser", "google-chrome"];

    private readonly string _folder = Directory.CreateTempSubdirectory("leakcheck-page-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task It_opens_with_the_place_that_leaks_most()
    {
        string shown = await Open(Sample.Run(
            Sample.Test("Shop.Tests.CacheTests.Expires", Sample.CacheTimer, Sample.Singleton),
            Sample.Test("Shop.Tests.OrderTests.Cancels", Sample.Poller),
            Sample.Test("Shop.Tests.OrderTests.Stops", Sample.Poller with { Count = 4 })));

        shown.Should().Contain("LeakCheck 6 leaks Shop.Tests \u00b7 1,204 scopes checked, 3 leaking");
        shown.Should().Contain("tasks (5) timers (1) threads (0)");
        shown.Should().Contain("Places (2) Tests (3)");
        shown.Should().Contain("task PricePoller.RunAsync src/PricePoller.cs:42 2 5 LC101 timer System.Threading.Timer -> Cache.Evict src/Cache.cs:21 1 1 LC201");
        shown.Should().Contain("PricePoller.PauseAsync /_/src/PricePoller.cs:42").And.Contain("5 survivors in 2 tests Shop.Tests.OrderTests.Cancels Shop.Tests.OrderTests.Stops");
    }

    [Fact]
    public async Task It_filters_by_kind_class_rule_test_and_words()
    {
        LeakReport[] tests =
        [
            Sample.Test("Shop.Tests.CacheTests.Expires", Sample.CacheTimer, Sample.Singleton),
            Sample.Test("Shop.Tests.OrderTests.Cancels", Sample.Poller, Sample.Worker),
        ];

        string shown = await Open(Sample.Run(tests), """
            const log = [];
            const step = (name, act) => { act(); log.push(`${name}: ${$('tab-places').textContent} ${$('tab-tests').textContent}`); };
            const change = (id, value, event) => { $(id).value = value; $(id).dispatchEvent(new Event(event)); };
            step('all', () => {});
            step('no tasks', () => document.querySelector('#kinds input').click());
            step('reset', reset);
            step('process-wide', () => change('class', 'processWide', 'change'));
            step('every class', () => change('class', '', 'change'));
            step('rule', () => change('rule', 'LC301', 'change'));
            step('reset', reset);
            step('words', () => change('query', 'order queue', 'input'));
            step('no hit', () => change('query', 'nowhere', 'input'));
            log.push($('empty').textContent);
            step('reset', reset);
            step('test', () => document.querySelector('#detail .link').click());
            log.push($('scope-filter').textContent);
            document.body.textContent = log.join('; ');
            """);

        shown.Should().EndWith(string.Join(
            "; ",
            "all: Places (3) Tests (2)",
            "no tasks: Places (2) Tests (2)",
            "reset: Places (3) Tests (2)",
            "process-wide: Places (1) Tests (1)",
            "every class: Places (4) Tests (2)",
            "rule: Places (1) Tests (1)",
            "reset: Places (3) Tests (2)",
            "words: Places (1) Tests (1)",
            "no hit: Places (0) Tests (0)",
            "Nothing matches these filters.",
            "reset: Places (3) Tests (2)",
            "test: Places (1) Tests (1)",
            "Test: Shop.Tests.CacheTests.Expires \u00d7"));
    }

    [Fact]
    public async Task Ten_thousand_tests_make_few_rows_that_scroll_and_names_are_shown_as_text()
    {
        const string Evil = "</script><script>document.body.textContent='broken'</script>";
        LeakReport[] tests = Enumerable.Range(0, 10_000)
            .Select(i => Sample.Test($"Shop.Tests.Many.Test{i}", Sample.Poller with { What = Evil })).ToArray();

        string shown = await Open(Sample.Run(tests), "$('tab-tests').click(); $('scroller').scrollTop = 5000 * ROW; drawRows()");

        shown.Should().Contain("Tests (10,000)").And.Contain("Many.Test5000").And.NotContain("Many.Test9999").And.Contain(Evil);
    }

    private async Task<string> Open(RunReport run, string act = "")
    {
        string? browser = s_browsers.SelectMany(name => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(p => Path.Combine(p, name))).FirstOrDefault(File.Exists);
        Assert.SkipWhen(browser is null, "There is no Chromium on this machine.");
        string page = Path.Combine(_folder, "page.html");
        await File.WriteAllTextAsync(page, HtmlFormTests.Page(run) + $"<script>{act}</script>", TestContext.Current.CancellationToken);
        string[] arguments = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", $"--user-data-dir={_folder}/profile", "--window-size=1400,900", "--dump-dom", page];
        using Process process = Process.Start(new ProcessStartInfo(browser!, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string dom = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        await errors;
        string visible = Regex.Replace(dom, "<(script|style)[^>]*>.*?</\\1>", " ", RegexOptions.Singleline);
        return Regex.Replace(System.Net.WebUtility.HtmlDecode(Regex.Replace(visible, "<[^>]*>", " ")), "\\s+", " ").Trim();
    }
}
