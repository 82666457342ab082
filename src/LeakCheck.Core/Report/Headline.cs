namespace LeakCheck.Report;

/// <summary>The first line of a message. It stands alone: count, kind, method, line and owner in at most <see cref="Limit"/> characters.</summary>
internal static class Headline
{
    /// <summary>Longest line, in characters.</summary>
    public const int Limit = 140;

    private const int Levels = 5;

    /// <summary>Longest names, in characters, once nothing else is left to give way; they shrink together down to the shortest, so that file and line stay whole: they are what is looked for.</summary>
    private const int LongestName = 40;
    private const int ShortestName = 10;

    /// <summary>The line for a report. It is shortened step by step until it fits: row, folders, what follows from a foreground thread, class and owners go before kind, method and line do.</summary>
    public static string Of(LeakReport report, SourceView view)
    {
        Survivor[] leaks = report.Survivors.Where(s => s.Class == SurvivorClass.Leak).ToArray();
        for (int level = 0; level < Levels; level++)
        {
            if (Line(level, int.MaxValue) is { Length: <= Limit } line)
            {
                return line;
            }
        }

        for (int longest = LongestName; longest >= ShortestName; longest--)
        {
            if (Line(Levels, longest) is { Length: <= Limit } line)
            {
                return line;
            }
        }

        return Words.Cut(Line(Levels, ShortestName), Limit);

        string Line(int level, int longest) => "LeakCheck: " + Words.OneLine(Text(report, leaks, view, level, longest));
    }

    /// <summary><c>Timer Cache.Evict (every 30 s)</c>.</summary>
    public static string Subject(Survivor survivor, int longest = int.MaxValue, bool isShort = false)
    {
        string name = Words.Cut(survivor.What[Target(survivor.What)..], longest);
        string subject = survivor.Kind switch
        {
            SurvivorKind.Thread when survivor.ThreadName is { } thread => $"Thread \"{Words.Cut(thread, longest)}\"",
            SurvivorKind.Thread when IsRegisteredWait(survivor) => Words.Cut(char.ToUpperInvariant(survivor.What[0]) + survivor.What[1..], longest),
            SurvivorKind.Thread when name.Length > 0 => char.ToUpperInvariant(name[0]) + name[1..],
            SurvivorKind.Timer => $"Timer {name}",
            _ => name == "Task" || name.StartsWith("Task<", StringComparison.Ordinal) ? name : $"Task {name}",
        };
        return subject + (survivor switch
        {
            { IsForeground: true } => isShort ? " (FOREGROUND)" : " (FOREGROUND: keeps the process alive)",
            { PeriodMilliseconds: { } period } => $" (every {Words.Duration(period)})",
            _ => "",
        });
    }

    /// <summary><c>await at src/PricePoller.cs:42</c>; null when no line is known.</summary>
    public static string? Where(Survivor survivor, SourceView view, bool fileOnly = false)
    {
        LeakFrame? main = Frames.Main(survivor);
        if (view.Location(main?.File, main?.Line) is not { } location)
        {
            return null;
        }

        string place = fileOnly ? location[(location.LastIndexOf('/') + 1)..] : location;
        return survivor switch
        {
            { Kind: SurvivorKind.Timer } when Frames.IsArmed(survivor) => "armed at " + place,
            _ when Frames.IsMainlyStart(survivor) => "started at " + place,
            { Kind: SurvivorKind.Thread } => place,
            { State: SurvivorState.Running } => "running at " + place,
            { State: SurvivorState.Blocked } => "blocked at " + place,
            { State: SurvivorState.Scheduled } => "queued at " + place,
            _ => "await at " + place,
        };
    }

    private static string Text(LeakReport report, Survivor[] leaks, SourceView view, int level, int longest)
    {
        string owner = Words.Cut(Owner(report.Scope, level), longest);
        if (leaks.Length == 0)
        {
            return $"no leak {(report.Kind == ScopeKind.Sweep ? "after the run" : "after " + owner)}{Excused(report)}";
        }

        int count = leaks.Sum(s => s.Count);
        string subject = Subject(leaks[0], longest, isShort: level >= 3);
        string? where = Where(leaks[0], view, fileOnly: level >= 2);
        string line = where is null ? "" : $" ({where})";
        if (report.PassedLimit is { } limit)
        {
            return $"{Words.Number(count)} pieces of work alive at once in {owner}, {Words.Number(limit)} allowed (MaxLive); most: {subject}{line}";
        }

        if (report.Kind == ScopeKind.Sweep)
        {
            return leaks.Length == 1
                ? $"{Words.Count(count, "leak")}. {subject} outlived the run{line}; owner: {(leaks[0].Owner is { } one ? Owner(one, level) : "none")}"
                : $"{Words.Count(count, "leak")} in {leaks.Length} groups; {Owners(leaks, level)}; first: {subject}{line}";
        }

        return leaks.Length == 1
            ? $"{Words.Count(count, "leak")}. {subject} {Verb(leaks[0])} after {owner}{line}"
            : $"{Words.Count(count, "leak")} ({Kinds(leaks)}) after {owner}; first: {subject}{line}";
    }

    private static string Verb(Survivor survivor) => survivor.Kind switch
    {
        SurvivorKind.Timer when Frames.IsArmed(survivor) => "is still armed",
        SurvivorKind.Thread => IsRegisteredWait(survivor) ? "is still registered" : "still runs",
        _ => "is still alive",
    };

    /// <summary>A wait that the pool does for somebody has no thread of its own, which would run or be blocked.</summary>
    private static bool IsRegisteredWait(Survivor survivor) => survivor is { Kind: SurvivorKind.Thread, State: SurvivorState.Waiting };

    private static string Owner(string scope, int level) => level switch
    {
        0 => ScopeNames.ClassAndMethod(scope),
        < 4 => ScopeNames.WithoutRow(scope),
        _ => ScopeNames.MethodOnly(scope),
    };

    private static string Owners(Survivor[] leaks, int level)
    {
        string[] owners = leaks.Select(s => s.Owner).OfType<string>().Distinct().ToArray();
        int orphans = leaks.Where(s => s.Owner is null).Sum(s => s.Count);
        int named = Math.Max(0, 3 - level);
        string names = string.Join(", ", owners.Take(named).Select(o => Owner(o, level)));
        int rest = owners.Length - Math.Min(named, owners.Length);
        string text = (owners.Length, rest, names) switch
        {
            (0, _, _) => "owners: none",
            (_, 0, _) => "owners: " + names,
            (_, _, "") => "owners: " + Words.Count(rest, "scope"),
            _ => $"owners: {names} and {rest} more",
        };
        return orphans == 0 || owners.Length == 0 ? text : $"{text}; {orphans} without owner";
    }

    private static string Kinds(Survivor[] leaks) => string.Join(", ", leaks
        .GroupBy(s => s.Kind)
        .OrderBy(g => g.Key)
        .Select(g => Words.Count(g.Sum(s => s.Count), Words.Kind(g.Key))));

    private static string Excused(LeakReport report) => report.Survivors.Count == 0 ? "" : "; still alive, but excused: " + Excuses(report.Survivors);

    /// <summary><c>1 process-wide, 2 allowed</c>: the survivors that are no leaks, by class.</summary>
    public static string Excuses(IEnumerable<Survivor> survivors) => string.Join(", ", survivors
        .Where(s => s.Class != SurvivorClass.Leak)
        .GroupBy(s => s.Class)
        .OrderBy(g => g.Key)
        .Select(g => $"{Words.Number(g.Sum(s => s.Count))} {Words.Class(g.Key)}"));

    private static int Target(string what)
    {
        int arrow = what.LastIndexOf(" -> ", StringComparison.Ordinal);
        return arrow < 0 ? 0 : arrow + 4;
    }
}
