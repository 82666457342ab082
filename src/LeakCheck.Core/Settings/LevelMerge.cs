namespace LeakCheck.Settings;

/// <summary>Merges two levels of settings.</summary>
internal static class LevelMerge
{
    /// <summary>What the nearer level gives, and from the wider one what the nearer leaves out. Ignore rules add up, nearer first.</summary>
    public static LeakOptions Over(this LeakOptions near, LeakOptions wide) => new()
    {
        Kinds = near.Kinds ?? wide.Kinds,
        Tolerance = near.Tolerance ?? wide.Tolerance,
        SettleMilliseconds = near.SettleMilliseconds ?? wide.SettleMilliseconds,
        OnlyWhenPassed = near.OnlyWhenPassed ?? wide.OnlyWhenPassed,
        MaxLive = near.MaxLive ?? wide.MaxLive,
        Ignore = Add(near.Ignore ?? [], wide.Ignore ?? []),
    };

    private static IReadOnlyList<IgnoreRule> Add(IReadOnlyList<IgnoreRule> near, IReadOnlyList<IgnoreRule> wide) =>
        near.Count == 0 ? wide : wide.Count == 0 ? near : [.. near, .. wide];
}
