using System.Text.RegularExpressions;
using LeakCheck.Rules;
using LeakCheck.Settings;

namespace LeakCheck.Core.Tests.Settings;

/// <summary>Holds <c>docs/settings.md</c> to what the code does.</summary>
public class SettingsDocumentTests
{
    private static readonly string s_document = Repository("docs/settings.md");

    private static string Repository(string path) => File.ReadAllText(Path.Combine(RepositoryRoot.Path, path));

    private static string[] Blocks(string language) =>
        [.. Regex.Matches(s_document, $"```{language}\n(.*?)```", RegexOptions.Singleline).Select(match => match.Groups[1].Value)];

    private static string Unindented(string code) => string.Join('\n', code.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0));

    [Fact]
    public void Each_setting_has_a_row_with_its_file_name_and_variable()
    {
        foreach (KnownSetting setting in KnownSetting.All)
        {
            s_document.Should().Contain($"| `{setting.Name}` |{(setting.Variable is null ? " " : $" `{setting.Variable}` ")}|");
        }
    }

    [Fact]
    public void The_defaults_are_those_of_the_code()
    {
        s_document.Should().Contain($"`LEAKCHECK_SETTLE_MS` | `{EffectiveSettings.Default.SettleMilliseconds}` |")
            .And.Contain($"`LEAKCHECK_TOLERANCE` | `{EffectiveSettings.Default.Tolerance}` |")
            .And.Contain($"`LEAKCHECK_MAX_LIVE` | `{EffectiveSettings.Default.MaxLive}` |")
            .And.Contain($"`LEAKCHECK_MODE` | `{new RunSettings().Mode.ToString().ToLowerInvariant()}` |")
            .And.Contain($"`LEAKCHECK_CREATION_STACKS` | `{new RunSettings().CreationStacks.ToString().ToLowerInvariant()}` |")
            .And.Contain($"`LEAKCHECK_REPORTS` | `{new RunSettings().Reports.ToString().ToLowerInvariant()}` |");
    }

    [Fact]
    public void The_code_is_compiled()
    {
        string compiled = Unindented(Repository("tests/LeakCheck.Core.Tests/Settings/DocumentedSettings.cs"));

        Blocks("csharp").Should().HaveCount(2).And.OnlyContain(block => compiled.Contains(Unindented(block), StringComparison.Ordinal));
    }

    [Fact]
    public void The_file_is_valid()
    {
        RunSettings run = SettingsFolder.Load(Blocks("json").Should().ContainSingle().Subject);

        run.Problems.Should().BeEmpty();
        run.Scopes.Ignore.Should().HaveCount(2);
    }

    [Fact]
    public void The_example_class_is_resolved_as_described()
    {
        var resolver = new SettingsResolver(new IgnoreRuleUse());
        EffectiveSettings Of(string method) => resolver.Resolve(
            typeof(DocumentedSettings.OrderTests).GetMethod(method), typeof(DocumentedSettings.OrderTests), typeof(DocumentedSettings).Assembly, new RunSettings());

        Of(nameof(DocumentedSettings.OrderTests.Uses_the_options_of_the_class)).SettleMilliseconds.Should().Be(5000);
        Of(nameof(DocumentedSettings.OrderTests.Adds_options_of_its_own)).Tolerance.Should().Be(1);
        Of(nameof(DocumentedSettings.OrderTests.Adds_options_of_its_own)).SettleMilliseconds.Should().Be(5000);
        Of(nameof(DocumentedSettings.OrderTests.May_leak)).AllowReason.Should().NotBeNull();
        Of(nameof(DocumentedSettings.OrderTests.Is_not_checked)).Enabled.Should().BeFalse();
    }
}
