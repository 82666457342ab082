namespace LeakCheck.Settings;

/// <summary>What applies to one scope after all levels were merged. Immutable.</summary>
internal sealed record EffectiveSettings
{
    public static EffectiveSettings Default { get; } = new();

    /// <summary>False: the scope is not checked.</summary>
    public bool Enabled { get; init; } = true;

    public WorkKinds Kinds { get; init; } = WorkKinds.All;

    public int Tolerance { get; init; }

    public int SettleMilliseconds { get; init; } = 2500;

    public bool OnlyWhenPassed { get; init; }

    public int MaxLive { get; init; }

    /// <summary>Reason of the nearest <c>[AllowLeaks]</c>; null when there is none.</summary>
    public string? AllowReason { get; init; }

    /// <summary>Rules of every level, nearest first.</summary>
    public IReadOnlyList<IgnoreRule> Ignore { get; init; } = [];
}
