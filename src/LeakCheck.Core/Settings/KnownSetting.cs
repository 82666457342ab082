namespace LeakCheck.Settings;

/// <summary>One setting of the file and the environment.</summary>
/// <param name="Name">Name in <c>leakcheck.json</c>.</param>
/// <param name="Variable">Name of the environment variable; null when there is none.</param>
/// <param name="Apply">Reads the value into the run's settings; returns them unchanged, and notes a problem, when the value is not allowed.</param>
internal sealed record KnownSetting(string Name, string? Variable, Func<RunSettings, RawValue, ValueReader, RunSettings> Apply)
{
    private static readonly Dictionary<string, RunMode> s_modes = new() { ["fail"] = RunMode.Fail, ["warn"] = RunMode.Warn, ["off"] = RunMode.Off };

    private static readonly Dictionary<string, CreationStacks> s_creationStacks =
        new() { ["off"] = CreationStacks.Off, ["timers"] = CreationStacks.Timers, ["all"] = CreationStacks.All };

    private static readonly Dictionary<string, bool> s_processWide = new() { ["list"] = false, ["fail"] = true };

    private static readonly Dictionary<string, int> s_reports = new()
    {
        ["json"] = (int)ReportForms.Json,
        ["sarif"] = (int)ReportForms.Sarif,
        ["html"] = (int)ReportForms.Html,
        ["text"] = (int)ReportForms.Text,
    };

    private static readonly Dictionary<string, int> s_kinds = new()
    {
        ["tasks"] = (int)WorkKinds.Tasks,
        ["timers"] = (int)WorkKinds.Timers,
        ["threads"] = (int)WorkKinds.Threads,
        ["all"] = (int)WorkKinds.All,
        ["none"] = (int)WorkKinds.None,
    };

    /// <summary>Every setting there is, in the order in which the documentation lists them.</summary>
    public static IReadOnlyList<KnownSetting> All { get; } =
    [
        new("mode", "LEAKCHECK_MODE", (run, value, reader) => run with { Mode = reader.Word(value, s_modes) ?? run.Mode }),
        OfScopes("kinds", "LEAKCHECK_KINDS", (scopes, value, reader) => scopes with { Kinds = ReadKinds(value, reader) ?? scopes.Kinds }),
        OfScopes("tolerance", "LEAKCHECK_TOLERANCE", (scopes, value, reader) => scopes with { Tolerance = reader.Count(value) ?? scopes.Tolerance }),
        OfScopes("settleMilliseconds", "LEAKCHECK_SETTLE_MS", (scopes, value, reader) =>
            scopes with { SettleMilliseconds = reader.Count(value) ?? scopes.SettleMilliseconds }),
        OfScopes("onlyWhenPassed", "LEAKCHECK_ONLY_WHEN_PASSED", (scopes, value, reader) =>
            scopes with { OnlyWhenPassed = reader.Flag(value) ?? scopes.OnlyWhenPassed }),
        OfScopes("maxLive", "LEAKCHECK_MAX_LIVE", (scopes, value, reader) => scopes with { MaxLive = reader.Count(value) ?? scopes.MaxLive }),
        new("reportDir", "LEAKCHECK_REPORT_DIR", (run, value, reader) => run with { ReportDirectory = reader.FullPath(value) ?? run.ReportDirectory }),
        new("reports", "LEAKCHECK_REPORTS", (run, value, reader) => run with { Reports = (ReportForms?)reader.Words(value, s_reports) ?? run.Reports }),
        new("baseline", "LEAKCHECK_BASELINE", (run, value, reader) => run with { Baseline = reader.FullPath(value) ?? run.Baseline }),
        new("baselineUpdate", "LEAKCHECK_BASELINE_UPDATE", (run, value, reader) => run with { BaselineUpdate = reader.Flag(value) ?? run.BaselineUpdate }),
        new("creationStacks", "LEAKCHECK_CREATION_STACKS", (run, value, reader) =>
            run with { CreationStacks = reader.Word(value, s_creationStacks) ?? run.CreationStacks }),
        new("processWide", "LEAKCHECK_PROCESS_WIDE", (run, value, reader) =>
            run with { ProcessWideFails = reader.Word(value, s_processWide) ?? run.ProcessWideFails }),
        new("deep", "LEAKCHECK_DEEP", (run, value, reader) => run with { Deep = reader.Flag(value) ?? run.Deep }),
        new("diagnostics", "LEAKCHECK_DIAGNOSTICS", (run, value, reader) => run with { Diagnostics = reader.Flag(value) ?? run.Diagnostics }),
        OfScopes("ignore", null, (scopes, value, reader) => scopes with { Ignore = IgnoreListReader.Read(value, reader) }),
    ];

    public static WorkKinds? ReadKinds(RawValue value, ValueReader reader) => (WorkKinds?)reader.Words(value, s_kinds);

    private static KnownSetting OfScopes(string name, string? variable, Func<LeakOptions, RawValue, ValueReader, LeakOptions> apply) =>
        new(name, variable, (run, value, reader) => run with { Scopes = apply(run.Scopes, value, reader) });
}
