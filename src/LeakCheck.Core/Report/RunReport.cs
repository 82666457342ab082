namespace LeakCheck.Report;

/// <summary>When a scope ran.</summary>
/// <param name="Name">Name of the scope.</param>
/// <param name="StartMilliseconds">Milliseconds from the start of the run to the start of the scope.</param>
/// <param name="DurationMilliseconds">Milliseconds from its start to the end of its check.</param>
internal sealed record ScopeTime(string Name, double StartMilliseconds, double DurationMilliseconds);

/// <summary>What a report says about a diagnosis rule.</summary>
/// <param name="Id">The rule's id: <c>LC101</c>.</param>
/// <param name="Title">The cause in a few words.</param>
/// <param name="Help">Cause and remedy in a few sentences.</param>
/// <param name="Page">Address of the rule's page; null when there is none.</param>
internal sealed record RuleHelp(string Id, string Title, string Help, Uri? Page = null);

/// <summary>Everything that one test process has to say at its end, frozen. The input of every form but the failing test's message. Immutable.</summary>
internal sealed record RunReport
{
    public string ToolName { get; init; } = "LeakCheck";

    public required string ToolVersion { get; init; }

    /// <summary>The runtime, as it names itself: <c>.NET 8.0.11</c>.</summary>
    public required string Runtime { get; init; }

    public required string Os { get; init; }

    /// <summary>Simple name of the test assembly.</summary>
    public required string Assembly { get; init; }

    /// <summary>Test framework and version; null when no adapter declared one.</summary>
    public string? Framework { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required TimeSpan Duration { get; init; }

    /// <summary>What the engine could and could not see.</summary>
    public IReadOnlyList<Capability> Capabilities { get; init; } = [];

    /// <summary>The scopes that have survivors, in the order in which they ended.</summary>
    public IReadOnlyList<LeakReport> Scopes { get; init; } = [];

    /// <summary>All scopes that were checked, clean ones too (count).</summary>
    public int ScopesChecked { get; init; }

    /// <summary>The final sweep; null when none was made.</summary>
    public LeakReport? Sweep { get; init; }

    /// <summary>When scopes ran, where it was noted. Need not be complete.</summary>
    public IReadOnlyList<ScopeTime> Times { get; init; } = [];

    /// <summary>The diagnosis rules that survivors may name. Need not be complete.</summary>
    public IReadOnlyList<RuleHelp> Rules { get; init; } = [];

    /// <summary>True when leaks are reported but fail nothing.</summary>
    public bool OnlyWarns { get; init; }

    /// <summary>Ignore rules that matched nothing in this run.</summary>
    public IReadOnlyList<IgnoreRule> UnusedRules { get; init; } = [];

    /// <summary>Where a <c>[VerifyNoLeaks]</c> stands whose hook never ran: names of methods, classes or assemblies.</summary>
    public IReadOnlyList<string> HooksNeverRun { get; init; } = [];

    /// <summary>Baseline entries that no survivor matched any more: one sentence each.</summary>
    public IReadOnlyList<string> StaleBaseline { get; init; } = [];

    /// <summary>What went wrong in the engine or its settings, one sentence each.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];

    /// <summary>The scopes and the sweep.</summary>
    public IEnumerable<LeakReport> Reports => Sweep is null ? Scopes : Scopes.Append(Sweep);

    /// <summary>The survivors of a class (count). A process-wide or library survivor is one, however many scopes saw it.</summary>
    public int CountOf(SurvivorClass value)
    {
        IEnumerable<Survivor> survivors = Reports.SelectMany(r => r.Survivors).Where(s => s.Class == value);
        return value is SurvivorClass.ProcessWide or SurvivorClass.Library
            ? survivors.DistinctBy(s => s.Fingerprint.Length > 0 ? s.Fingerprint : s.What).Count()
            : survivors.Sum(s => s.Count);
    }

    /// <summary>The leaks of a kind (count).</summary>
    public int LeaksOf(SurvivorKind kind) => Reports.SelectMany(r => r.Survivors).Where(s => s.Class == SurvivorClass.Leak && s.Kind == kind).Sum(s => s.Count);
}
