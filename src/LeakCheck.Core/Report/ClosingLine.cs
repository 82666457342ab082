namespace LeakCheck.Report;

/// <summary>The line that each run ends with.</summary>
internal static class ClosingLine
{
    private const int MostHooksNamed = 3;

    private static readonly string[] s_probes = ["tasks", "timers", "threads"];

    /// <summary><c>LeakCheck: 1,204 scopes checked (tasks, timers, threads): 2 leaks, 1 process-wide, 0 allowed</c>, then what was not seen and why.</summary>
    public static string Of(RunReport run)
    {
        string probes = string.Join(", ", s_probes.Where(p => !run.Capabilities.Any(c => c.Name == p && !c.Available)));
        string by = probes.Length == 0 ? "nothing can be seen" : probes;
        IEnumerable<string> classes = Enum.GetValues<SurvivorClass>()
            .Select(c => (Class: c, Count: run.CountOf(c)))
            .Where(x => x.Count > 0 || x.Class is SurvivorClass.Leak or SurvivorClass.ProcessWide or SurvivorClass.Allowed)
            .Select(x => x.Class == SurvivorClass.Leak ? Words.Count(x.Count, "leak") : $"{Words.Number(x.Count)} {Words.Class(x.Class)}");
        string line = $"LeakCheck: {Words.Count(run.ScopesChecked, "scope")} checked ({by}): {string.Join(", ", classes)}";
        return Words.OneLine(string.Concat([line, .. Remarks(run).Select(remark => "; " + remark)]));
    }

    private static IEnumerable<string> Remarks(RunReport run)
    {
        foreach (Capability capability in run.Capabilities.Where(c => !c.Available))
        {
            yield return $"{capability.Name} not available: {capability.Detail.TrimEnd('.')}";
        }

        if (run.HooksNeverRun.Count > 0)
        {
            string names = string.Join(", ", run.HooksNeverRun.Take(MostHooksNamed));
            string rest = run.HooksNeverRun.Count > MostHooksNamed ? $" and {run.HooksNeverRun.Count - MostHooksNamed} more" : "";
            yield return $"[VerifyNoLeaks] had no effect on {names}{rest}: its hook never ran (is the LeakCheck package of this test framework referenced?)";
        }

        if (run.Problems.Count > 0)
        {
            yield return $"{Words.Count(run.Problems.Count, "problem")}: {run.Problems[0]}";
        }
    }
}
