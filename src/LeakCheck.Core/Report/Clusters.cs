namespace LeakCheck.Report;

/// <summary>Equal survivors of a whole run.</summary>
/// <param name="First">The survivor that was reported first.</param>
/// <param name="FirstReport">The report it stands in.</param>
/// <param name="Scopes">Names of the scopes that left one, each once, in the order in which they ended.</param>
/// <param name="Count">How many there were in all.</param>
internal sealed record Cluster(Survivor First, LeakReport FirstReport, IReadOnlyList<string> Scopes, int Count)
{
    /// <summary><c>13 times in 12 tests, first in OrderTests.Cancels</c>.</summary>
    public string Seen
    {
        get
        {
            string times = Words.Count(Count, "time");
            return Scopes.Count switch
            {
                0 => $"{times}, outside every scope",
                1 => $"{times}, in {ScopeNames.ClassAndMethod(Scopes[0])}",
                _ => $"{times} in {Words.Count(Scopes.Count, "test")}, first in {ScopeNames.ClassAndMethod(Scopes[0])}",
            };
        }
    }
}

/// <summary>Groups the survivors of a run by fingerprint.</summary>
internal static class Clusters
{
    /// <summary>The leaks of a run.</summary>
    public static IReadOnlyList<Cluster> OfLeaks(RunReport run) => Of(run, s => s.Class == SurvivorClass.Leak);

    /// <summary>Some survivors of a run, in groups of equal class and fingerprint; the group that most scopes share comes first, then the larger one, then the earlier one.</summary>
    public static IReadOnlyList<Cluster> Of(RunReport run, Func<Survivor, bool> wanted) => run.Reports
        .SelectMany(report => report.Survivors.Where(wanted).Select(survivor => (Report: report, Survivor: survivor)))
        .GroupBy(x => (x.Survivor.Class, Key: KeyOf(x.Survivor)))
        .Select(group => new Cluster(
            group.First().Survivor,
            group.First().Report,
            group.Select(x => OwnerOf(x.Survivor, x.Report)).OfType<string>().Distinct().ToArray(),
            group.Sum(x => x.Survivor.Count)))
        .OrderByDescending(cluster => cluster.Scopes.Count)
        .ThenByDescending(cluster => cluster.Count)
        .ToArray();

    private static string KeyOf(Survivor survivor) =>
        survivor.Fingerprint.Length > 0 ? survivor.Fingerprint : $"{survivor.Kind} {survivor.What} {survivor.Method}";

    private static string? OwnerOf(Survivor survivor, LeakReport report) => report.Kind == ScopeKind.Sweep ? survivor.Owner : report.Scope;
}
