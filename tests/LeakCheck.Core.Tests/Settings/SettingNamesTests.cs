using System.Reflection;
using LeakCheck.Settings;

namespace LeakCheck.Core.Tests.Settings;

/// <summary>One option has one name and one default, wherever it is given.</summary>
public class SettingNamesTests
{
    private static readonly string[] s_runNames =
        ["mode", "reportDir", "reports", "baseline", "baselineUpdate", "creationStacks", "processWide", "deep", "diagnostics"];

    private static string[] Properties(Type type) =>
        [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly).Select(property => property.Name)];

    private static string Camel(string name) => char.ToLowerInvariant(name[0]) + name[1..];

    [Fact]
    public void The_attribute_has_the_options_of_code() =>
        Properties(typeof(VerifyNoLeaksSettingsAttribute)).Except(["Enabled"])
            .Should().BeEquivalentTo(Properties(typeof(LeakOptions)).Except(["Ignore"]));

    [Fact]
    public void The_attribute_passes_on_every_option()
    {
        foreach (string name in Properties(typeof(LeakOptions)).Except(["Ignore"]))
        {
            PropertyInfo property = typeof(VerifyNoLeaksSettingsAttribute).GetProperty(name)!;
            var attribute = new VerifyNoLeaksAttribute();
            typeof(LeakOptions).GetProperty(name)!.GetValue(attribute.Given).Should().BeNull();

            object? @default = property.GetValue(attribute);
            property.SetValue(attribute, @default);

            typeof(LeakOptions).GetProperty(name)!.GetValue(attribute.Given).Should().Be(@default);
            typeof(EffectiveSettings).GetProperty(name)!.GetValue(EffectiveSettings.Default).Should().Be(@default, "{0} has one default", name);
        }
    }

    [Fact]
    public void The_file_has_the_options_of_code_and_the_settings_of_the_run() =>
        KnownSetting.All.Select(setting => setting.Name).Should().BeEquivalentTo([.. Properties(typeof(LeakOptions)).Select(Camel), .. s_runNames]);

    [Fact]
    public void Every_setting_of_the_run_can_be_given() =>
        Properties(typeof(RunSettings)).Except([nameof(RunSettings.Scopes), nameof(RunSettings.Problems)]).Should().HaveSameCount(s_runNames);

    [Fact]
    public void A_rule_has_the_same_parts_in_attribute_code_and_file()
    {
        Properties(typeof(IgnoreLeaksAttribute)).Should().BeEquivalentTo(Properties(typeof(IgnoreRule)));
        IgnoreListReader.Names.Should().BeEquivalentTo(Properties(typeof(IgnoreRule)).Select(Camel));
    }

    [Fact]
    public void Every_setting_but_the_list_of_rules_has_a_variable() =>
        KnownSetting.All.Where(setting => setting.Variable is null).Select(setting => setting.Name).Should().Equal("ignore");
}
