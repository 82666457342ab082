namespace LeakCheck;

/// <summary>
/// How a scope is checked. Immutable; what is left out comes from <c>leakcheck.json</c> and the <c>LEAKCHECK_*</c> variables, then from the defaults named here.
/// Values are checked together when a scope begins: a bad one throws <see cref="LeakSettingsException"/>, which names every bad value.
/// </summary>
public sealed record LeakOptions
{
    /// <summary>Kinds of work to check. Default <see cref="WorkKinds.All"/>.</summary>
    public WorkKinds? Kinds { get; init; }

    /// <summary>Survivors that are let pass (count, 0 or more). Default 0.</summary>
    public int? Tolerance { get; init; }

    /// <summary>Longest wait for live work to end, in milliseconds (0 or more; 0 looks once). Nothing is waited for when nothing is alive. Default 2,500.</summary>
    public int? SettleMilliseconds { get; init; }

    /// <summary>When true a body or test that failed on its own is not checked. Default false.</summary>
    public bool? OnlyWhenPassed { get; init; }

    /// <summary>Soft limit: more live work than this fails at once, with stacks (count; 0 = no limit). Default 0.</summary>
    public int? MaxLive { get; init; }

    /// <summary>Survivors that are known and fail nothing. Rules of wider levels are added to these, never replaced by them.</summary>
    public IReadOnlyList<IgnoreRule> Ignore { get; init; } = [];
}
