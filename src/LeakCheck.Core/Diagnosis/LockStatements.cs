using System.Reflection;
using System.Text.RegularExpressions;
using LeakCheck.Report;

namespace LeakCheck.Diagnosis;

/// <summary>
/// The line of a <c>lock</c> on a <c>System.Threading.Lock</c>. The compiler writes no sequence point for it (as of C# 14), so a thread that waits there would be shown at the
/// statement before. The source tells, where this machine has it.
/// </summary>
internal static partial class LockStatements
{
    private const string LockType = "System.Threading.Lock";

    /// <summary>What a <c>lock</c> statement calls.</summary>
    private const string Enter = "EnterScope";

    /// <summary>Lines that are read to find it (count).</summary>
    private const int MostLines = 200;

    /// <summary>True for a method of the lock itself.</summary>
    public static bool IsLock(MethodBase method) => method.DeclaringType?.FullName == LockType;

    /// <summary>The line of the statement; null when the source is not there or does not tell.</summary>
    /// <param name="place">Where the runtime's map puts the wait.</param>
    /// <param name="points">The method's sequence points.</param>
    /// <param name="source">The source files of this machine.</param>
    public static int? Line(Place place, IReadOnlyList<LinePoint> points, SourceView source)
    {
        if (AwaitPoints.LastVisible(points, place.Offset) is not { Line: { } first } before)
        {
            return null;
        }

        LinePoint after = points.FirstOrDefault(p => p.Line is not null && p.Offset > place.Offset);
        if (after.Line is not { } last || last < first || last - first > MostLines)
        {
            return null;
        }

        int[] statements = [.. Enumerable.Range(first, last - first + 1).Where(line => source.LineText(before.File, line) is { } text && Statement().IsMatch(text))];
        int[] calls = [.. CallSites.Of(place.Method).Where(c => c.Offset >= before.Offset && c.Offset < after.Offset && c.Called.Name == Enter && IsLock(c.Called)).Select(c => c.Offset)];
        int call = Array.FindIndex(calls, offset => offset >= place.Offset);
        return statements.Length == 1 ? statements[0] : statements.Length == calls.Length && call >= 0 ? statements[call] : null;
    }

    [GeneratedRegex(@"\block\s*\(")]
    private static partial Regex Statement();
}
