using LeakCheck.Rules;

namespace LeakCheck.Settings;

/// <summary>
/// The settings of this process, read once: from <c>leakcheck.json</c> beside the test assembly, where this assembly lies too, and from the environment.
/// Reading them starts nothing else, so a package that is only referenced costs no engine.
/// </summary>
internal sealed class Configuration
{
    private static readonly Lazy<Configuration> s_current = new(() => new Configuration());

    private Configuration()
    {
        string location = typeof(Configuration).Assembly.Location;
        string directory = location.Length > 0 ? Path.GetDirectoryName(location)! : AppContext.BaseDirectory;
        Run = RunSettingsLoader.Load(directory, Environment.GetEnvironmentVariable);
        RuleUse = new IgnoreRuleUse();
        Resolver = new SettingsResolver(RuleUse);
    }

    public static Configuration Current => s_current.Value;

    public RunSettings Run { get; }

    public IgnoreRuleUse RuleUse { get; }

    public SettingsResolver Resolver { get; }
}
