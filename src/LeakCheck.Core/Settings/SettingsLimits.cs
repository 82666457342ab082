namespace LeakCheck.Settings;

/// <summary>What is allowed for values given in code and attributes. One sentence per value that is not.</summary>
internal static class SettingsLimits
{
    /// <param name="options">The options to judge; what is left out is not judged.</param>
    /// <param name="place">Where they stand, as the beginning of a sentence: <c>[VerifyNoLeaks] on OrderTests.Cancel: </c>.</param>
    public static IEnumerable<string> Problems(LeakOptions options, string place)
    {
        if (options.Kinds is { } kinds && BadKinds(kinds))
        {
            yield return BadKinds(kinds, place);
        }

        (string Name, int? Value)[] counts =
        [
            (nameof(LeakOptions.Tolerance), options.Tolerance),
            (nameof(LeakOptions.SettleMilliseconds), options.SettleMilliseconds),
            (nameof(LeakOptions.MaxLive), options.MaxLive),
        ];
        foreach ((string name, int? value) in counts)
        {
            if (value < 0)
            {
                yield return $"{place}{name} is {value}; allowed are 0 and more.";
            }
        }
    }

    public static IEnumerable<string> Problems(IgnoreRule rule, string place)
    {
        if (EmptyReason(rule.Reason, place) is { } empty)
        {
            yield return empty;
        }

        if (BadKinds(rule.Kinds))
        {
            yield return BadKinds(rule.Kinds, place);
        }
    }

    public static string? EmptyReason(string? reason, string place) =>
        string.IsNullOrWhiteSpace(reason) ? $"{place}Reason is empty; allowed are texts that say why the leak is accepted." : null;

    private static bool BadKinds(WorkKinds kinds) => (kinds & ~WorkKinds.All) != 0;

    private static string BadKinds(WorkKinds kinds, string place) =>
        $"{place}Kinds is {(int)kinds}; allowed are None, Tasks, Timers, Threads and All, combined as flags.";
}
