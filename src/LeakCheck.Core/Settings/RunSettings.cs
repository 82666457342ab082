namespace LeakCheck.Settings;

/// <summary>What a leak does to the run.</summary>
internal enum RunMode
{
    Fail,
    Warn,
    Off,
}

/// <summary>Which work the line that started it is noted for.</summary>
internal enum CreationStacks
{
    Off,
    Timers,
    All,
}

/// <summary>The forms in which reports are written to the report folder.</summary>
[Flags]
internal enum ReportForms
{
    None = 0,
    Json = 1,
    Sarif = 2,
    Html = 4,
    Text = 8,
}

/// <summary>Settings of the whole process: <c>leakcheck.json</c>, overridden by <c>LEAKCHECK_*</c> variables. Immutable.</summary>
internal sealed record RunSettings
{
    public RunMode Mode { get; init; } = RunMode.Fail;

    /// <summary>What the file and the environment say about scopes; levels of attributes come on top of it.</summary>
    public LeakOptions Scopes { get; init; } = new();

    public string? ReportDirectory { get; init; }

    public ReportForms Reports { get; init; } = ReportForms.Json;

    public string? Baseline { get; init; }

    public bool BaselineUpdate { get; init; }

    public CreationStacks CreationStacks { get; init; } = CreationStacks.Timers;

    /// <summary>True: a process-wide survivor fails.</summary>
    public bool ProcessWideFails { get; init; }

    public bool Deep { get; init; }

    /// <summary>True: say on standard error what the engine sees, skips and why.</summary>
    public bool Diagnostics { get; init; }

    /// <summary>One sentence per value that is not allowed; the default stands in for it and the run fails.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];
}
