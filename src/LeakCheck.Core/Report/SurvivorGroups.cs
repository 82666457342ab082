namespace LeakCheck.Report;

/// <summary>Makes one entry with a count of equal survivors: same kind, same code at the same line, same owner and request, same class.</summary>
internal static class SurvivorGroups
{
    /// <summary>Rules that name who should have ended it: where no line is known, these say most.</summary>
    private const string OwnerRules = "LC4";

    public static IReadOnlyList<Survivor> Of(IEnumerable<Survivor> survivors) =>
        [.. survivors
            .GroupBy(s => (s.Kind, s.Class, s.Fingerprint, s.Owner, s.Request, s.State, s.File, s.Line, s.What, s.Excuse))
            .Select(g => g.First() with { Count = g.Sum(s => s.Count) })
            .OrderBy(s => s.Class)
            .ThenBy(s => s.File is null)
            .ThenBy(s => s.State == SurvivorState.Scheduled && s.Kind == SurvivorKind.Task)
            .ThenBy(s => s.File is null && s.Rule?.StartsWith(OwnerRules, StringComparison.Ordinal) != true)
            .ThenBy(s => s.Kind)
            .ThenByDescending(s => s.Count)
            .ThenBy(s => s.What, StringComparer.Ordinal)];
}
