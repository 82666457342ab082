namespace LeakCheck;

/// <summary>One or more settings have a value that is not allowed. The message names each setting, its value and what is allowed. Nothing was overwritten.</summary>
public sealed class LeakSettingsException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="problems">One sentence per bad setting.</param>
    public LeakSettingsException(IReadOnlyList<string> problems)
        : base(Text(problems)) => Problems = problems;

    /// <summary>One sentence per bad setting.</summary>
    public IReadOnlyList<string> Problems { get; }

    private static string Text(IReadOnlyList<string> problems)
    {
        ArgumentNullException.ThrowIfNull(problems);
        string head = problems.Count == 1 ? "LeakCheck: 1 setting is not valid." : $"LeakCheck: {problems.Count} settings are not valid.";
        return head + Environment.NewLine + string.Join(Environment.NewLine, problems.Select(p => "  - " + p));
    }
}
