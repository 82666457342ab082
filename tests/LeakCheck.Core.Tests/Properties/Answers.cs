namespace LeakCheck.Core.Tests.Properties;

/// <summary>Compares what the engine said with what the model says.</summary>
internal static class Answers
{
    /// <summary>Every way in which the survivors differ from the work that should be there; empty when they agree.</summary>
    /// <param name="expected">Work that should be there.</param>
    /// <param name="report">What the engine reports.</param>
    /// <param name="counts">Whether a survivor is any of the programs' business.</param>
    public static IEnumerable<string> Wrong(IReadOnlyCollection<ModelWork> expected, LeakReport report, Func<Survivor, bool> counts)
    {
        List<Survivor> left = [.. report.Survivors.Where(counts).SelectMany(s => Enumerable.Repeat(s, s.Count))];
        foreach (ModelWork work in expected)
        {
            string? owner = work.Origin?.Answering.Name;
            int match = left.FindIndex(s => s.Owner == owner && work.Answer.Matches(s));
            if (match >= 0)
            {
                left.RemoveAt(match);
            }
            else
            {
                yield return $"{report.Scope} misses {work.Answer} of {owner ?? "nobody"}";
            }
        }

        foreach (Survivor survivor in left)
        {
            yield return $"{report.Scope} has {survivor.Kind} {survivor.What} ({survivor.Class}, {survivor.State}) of {survivor.Owner ?? "nobody"} at {survivor.Method}:{survivor.Line}"
                + string.Concat(survivor.Missing.Select(m => " - " + m));
        }
    }
}
