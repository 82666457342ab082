using System.Text;
using LeakCheck.Diagnosis;

namespace LeakCheck.Report;

/// <summary>A report as plain text: what a failing test shows. ASCII layout, no colour, no tabs, 80 columns where the names allow it.</summary>
internal static class TextForm
{
    private const int MostInFull = 3;
    private const int MostInBrief = 50;

    /// <summary>The whole message; its first line stands alone. Lines end as the platform ends them, because runners split there.</summary>
    public static string Message(LeakReport report) => Message(report, SourceView.OfThisMachine());

    /// <summary>Frames of the first leak in the form that runners parse: <c>   at Type.Method() in /path/File.cs:line 42</c>, paths as in the PDB.</summary>
    public static string StackTrace(LeakReport report)
    {
        Survivor? first = report.Survivors.FirstOrDefault(s => s.Class == SurvivorClass.Leak) ?? (report.Survivors.Count > 0 ? report.Survivors[0] : null);
        return first is null ? "" : string.Join(Environment.NewLine, Frames.Trace(first, report).Select(FrameLine));
    }

    /// <summary>As <see cref="Message(LeakReport)"/>, with the sources of a given view.</summary>
    public static string Message(LeakReport report, SourceView view)
    {
        var lines = new List<string> { Headline.Of(report, view) };
        Survivor[] leaks = report.Survivors.Where(s => s.Class == SurvivorClass.Leak).ToArray();
        Survivor[] excused = report.Survivors.Where(s => s.Class != SurvivorClass.Leak).ToArray();
        if (leaks.Length > 0)
        {
            AddLeaks(lines, leaks, report, view);
            List<string> footer = Footer(leaks, excused, report);
            lines.AddRange(footer.Count > 0 ? ["", .. footer] : []);
        }
        else if (excused.Length > 0)
        {
            lines.Add("");
            lines.AddRange(excused.Take(MostInBrief).Select(s => Excused(s, view)));
            AddRest(lines, excused.Length - MostInBrief);
        }

        return string.Join(Environment.NewLine, lines);
    }

    /// <summary>One line for an excused survivor: class, kind, name, line, why it does not count.</summary>
    public static string Excused(Survivor survivor, SourceView view)
    {
        string where = Headline.Where(survivor, view) is { } place ? $" ({place})" : "";
        string times = survivor.Count > 1 ? $" x {Words.Number(survivor.Count)}" : "";
        string why = survivor.Excuse is { } excuse ? ": " + excuse : "";
        return Words.OneLine($"  {Words.Class(survivor.Class),-12} {Words.KindAndName(survivor)}{times}{where}{why}");
    }

    private static void AddLeaks(List<string> lines, Survivor[] leaks, LeakReport report, SourceView view)
    {
        for (int i = 0; i < Math.Min(leaks.Length, MostInFull); i++)
        {
            lines.Add("");
            lines.AddRange(SurvivorBlock.Lines(i + 1, leaks[i], report, view));
        }

        if (leaks.Length <= MostInFull)
        {
            return;
        }

        lines.Add("");
        for (int i = MostInFull; i < Math.Min(leaks.Length, MostInFull + MostInBrief); i++)
        {
            lines.Add(Brief(i + 1, leaks[i], report, view));
        }

        AddRest(lines, leaks.Length - MostInFull - MostInBrief);
    }

    private static string Brief(int number, Survivor survivor, LeakReport report, SourceView view)
    {
        var line = new StringBuilder($"  [{number}] {Words.KindAndName(survivor)}");
        line.Append(survivor.Count > 1 ? $" x {Words.Number(survivor.Count)}" : "");
        line.Append(Headline.Where(survivor, view) is { } where ? $" ({where})" : "");
        line.Append(report.Kind == ScopeKind.Sweep && survivor.Owner is { } owner ? $", owner {ScopeNames.ClassAndMethod(owner)}" : "");
        line.Append(survivor.Fingerprint.Length > 0 ? $"  leak {survivor.Fingerprint}" : "");
        return Words.OneLine(line.ToString());
    }

    private static void AddRest(List<string> lines, int rest)
    {
        if (rest > 0)
        {
            lines.Add($"  and {Words.Count(rest, "more group")}");
        }
    }

    private static List<string> Footer(Survivor[] leaks, Survivor[] excused, LeakReport report)
    {
        var lines = new List<string>();
        if (report.SettleLimitMilliseconds > 0)
        {
            lines.Add($"  settled {Words.Number((long)report.SettleMilliseconds)} of {Words.Number(report.SettleLimitMilliseconds)} ms, {Words.Count(report.Looks, "look")}");
        }

        if (excused.Length > 0)
        {
            lines.Add($"  also alive, but excused: {Headline.Excuses(excused)}");
        }

        if (Frames.Stuck(leaks[0])?.Method is { } method && !leaks[0].Stack.Any(f => f.Method == method && f.Assembly == RuntimeMachinery.CoreLibrary))
        {
            lines.Add($"  accept it: [IgnoreLeaks(\"reason\", TopMethod = \"{Words.OneLine(method)}\")]");
        }

        foreach (string missing in leaks.SelectMany(s => s.Missing).Distinct())
        {
            lines.AddRange(Wrapped.Lines("  not known: ", missing));
        }

        return lines;
    }

    private static string FrameLine(LeakFrame frame)
    {
        string method = Words.OneLine(frame.Method);
        string call = method.EndsWith(')') ? method : method + "()";
        return frame is { File: { } file, Line: { } line } ? $"   at {call} in {file}:line {line}" : $"   at {call}";
    }
}
