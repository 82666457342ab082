using System.Globalization;

namespace LeakCheck.Patterns;

/// <summary>Compares what an engine said about a twin with what the pattern expects.</summary>
public static class Judge
{
    /// <summary>Every way in which the report is wrong; empty when it is right.</summary>
    /// <param name="pattern">The pattern that ran.</param>
    /// <param name="twin">Which side of it.</param>
    /// <param name="report">The scope's report.</param>
    /// <param name="isFirst">True when nothing else ran in this process before.</param>
    public static IReadOnlyList<string> Wrong(Pattern pattern, Twin twin, LeakReport report, bool isFirst)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        ArgumentNullException.ThrowIfNull(report);
        SurvivorClass? expected = twin == Twin.Leaky ? pattern.LeakyClass : pattern.CleanClass;
        var wrong = new List<string>();
        foreach (Survivor survivor in report.Survivors.Where(s => s.Class == SurvivorClass.Leak && s.Owner != report.Scope))
        {
            wrong.Add($"blames '{survivor.Owner ?? "nobody"}': {Text(survivor)}");
        }

        if (expected is null)
        {
            wrong.AddRange(report.Survivors.Select(s => $"lists what is none of its business: {Text(s)}"));
            return wrong;
        }

        wrong.AddRange(report.Survivors.Where(s => s.Class != expected && s.Class != pattern.AlsoListed).Select(s => $"is of another class than {expected}: {Text(s)}"));
        bool mustBeListed = twin == Twin.Leaky || isFirst;
        if (mustBeListed && !report.Survivors.Any(s => s.Class == expected))
        {
            wrong.Add($"is missing: a {string.Join(" or ", pattern.Kinds)} of class {expected} in {pattern.Method} (line {string.Join(" or ", pattern.StuckLines)}), after {report.Looks} looks in {report.SettleMilliseconds:0} ms");
        }
        else if (twin == Twin.Leaky && WrongPlace(pattern, report.Survivors[0]) is { } place)
        {
            wrong.Add($"{place}: {Text(report.Survivors[0])}");
        }

        return wrong;
    }

    /// <summary>True when the survivor is the leaky twin's work, at the right place.</summary>
    public static bool Names(Pattern pattern, Survivor survivor) => WrongPlace(pattern, survivor) is null;

    /// <summary>True when the survivor stands at a marked line of the pattern.</summary>
    public static bool IsAtLine(Pattern pattern, Survivor survivor)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        ArgumentNullException.ThrowIfNull(survivor);
        return Path.GetFileName(survivor.File) == pattern.SourceFile && survivor.Line is { } line && pattern.StuckLines.Contains(line);
    }

    private static string? WrongPlace(Pattern pattern, Survivor survivor)
    {
        if (!pattern.Kinds.Contains(survivor.Kind))
        {
            return $"kind is not {string.Join(" or ", pattern.Kinds)}";
        }

        if (!(survivor.Method ?? survivor.What).Contains(pattern.Method, StringComparison.Ordinal))
        {
            return $"method is not {pattern.Method}";
        }

        if (pattern.StuckLines.Count == 0)
        {
            return null;
        }

        if (!IsAtLine(pattern, survivor))
        {
            return $"line is not {pattern.SourceFile}:{string.Join(" or ", pattern.StuckLines)}";
        }

        return pattern.Rule is null || pattern.Rule == survivor.Rule ? null : $"rule is not {pattern.Rule} but {survivor.Rule}";
    }

    private static string Text(Survivor s)
        => $"{s.Class} {s.Kind} '{s.What}' {s.State} x{s.Count} in {s.Method ?? "?"} at {Path.GetFileName(s.File) ?? "?"}:{s.Line}{(s.Excuse is null ? "" : $" ({s.Excuse})")}{string.Concat(s.Missing.Select(m => $" [{m}]"))}"
            + $", thread {s.ThreadId?.ToString(CultureInfo.InvariantCulture) ?? "none"}, stack {string.Join(" <- ", s.Stack.Select(f => $"{f.Method}:{f.Line}"))}";
}
