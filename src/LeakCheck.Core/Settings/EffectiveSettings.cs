namespace LeakCheck.Settings;

/// <summary>What applies to one scope after all levels were merged. Immutable.</summary>
internal sealed record EffectiveSettings
{
    public static EffectiveSettings Default { get; } = new();

    /// <summary>For every place when the run's mode is off: as if no attribute were there.</summary>
    public static EffectiveSettings SwitchedOff { get; } = new() { Enabled = false, Asked = false };

    /// <summary>False: the scope is not checked, because nothing asks for it, an attribute opts out or the run is switched off.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>False: no <c>[VerifyNoLeaks]</c> applies here. True with <see cref="Enabled"/> false: one applies, but the nearest says no.</summary>
    public bool Asked { get; init; } = true;

    public WorkKinds Kinds { get; init; } = WorkKinds.All;

    public int Tolerance { get; init; }

    public int SettleMilliseconds { get; init; } = 2500;

    public bool OnlyWhenPassed { get; init; }

    public int MaxLive { get; init; }

    /// <summary>Reason of the nearest <c>[AllowLeaks]</c>; null when there is none.</summary>
    public string? AllowReason { get; init; }

    /// <summary>Rules of every level, nearest first.</summary>
    public IReadOnlyList<IgnoreRule> Ignore { get; init; } = [];

    /// <summary>Puts the defaults in for what the options leave out.</summary>
    public static EffectiveSettings From(LeakOptions options) => new()
    {
        Kinds = options.Kinds ?? Default.Kinds,
        Tolerance = options.Tolerance ?? Default.Tolerance,
        SettleMilliseconds = options.SettleMilliseconds ?? Default.SettleMilliseconds,
        OnlyWhenPassed = options.OnlyWhenPassed ?? Default.OnlyWhenPassed,
        MaxLive = options.MaxLive ?? Default.MaxLive,
        Ignore = options.Ignore ?? [],
    };
}
