using System.Reflection;
using LeakCheck.RuntimeInternals;

namespace LeakCheck.Diagnosis;

/// <summary>
/// Finds the line at which a suspended state machine stands. The compiler's list of awaits leaves out those that can never be reached while
/// state numbers count them
/// (<c>if (false) await ...</c>), so the place is taken from the code itself: the instructions that store the state just before the method gives up its thread.
/// </summary>
internal static class AwaitPoints
{
    private const ushort LoadArgument0 = 0x02;
    private const ushort StoreLocal0 = 0x0A;
    private const ushort Duplicate = 0x25;

    /// <summary>
    /// The line of this state; the first line of the method where the state stands nowhere. A point without a line where there are no symbols.
    /// </summary>
    public static LinePoint Find(ModuleSymbols symbols, MethodInfo moveNext, int state)
    {
        IReadOnlyList<LinePoint> points = symbols.Points(moveNext.MetadataToken);
        if (points.Count == 0)
        {
            return default;
        }

        IReadOnlyList<IlInstruction> code = Code(moveNext);
        int? offset = StoreOf(code, state) is { } store ? code[store].Offset : state >= 0 ? symbols.YieldOffset(moveNext.MetadataToken, state) : null;
        LinePoint? stands = offset is { } at ? ImplicitDisposal.LineOf(points, code, moveNext, at) ?? LastVisible(points, at) : null;
        return stands ?? points.FirstOrDefault(p => p.Line is not null);
    }

    /// <summary>The last visible point at or before an offset.</summary>
    public static LinePoint? LastVisible(IReadOnlyList<LinePoint> points, int offset)
    {
        LinePoint? last = null;
        foreach (LinePoint point in points)
        {
            if (point.Line is not null && point.Offset <= offset)
            {
                last = point;
            }
        }

        return last;
    }

    /// <summary>The field in which a method keeps the awaiter at which it is suspended in this state: stored right after the state. Null where the code does not tell.</summary>
    public static FieldInfo? Awaiter(MethodInfo moveNext, int state)
    {
        const int furthest = 4;
        IReadOnlyList<IlInstruction> code = Code(moveNext);
        return StoreOf(code, state) is { } store ? code.Skip(store + 1).Take(furthest).Select(i => IlTokens.Stored(moveNext, i)).FirstOrDefault(f => f is not null) : null;
    }

    /// <summary>Index of the instruction that stores a state in which the method is suspended; null when there is none.</summary>
    internal static int? StoreOf(IReadOnlyList<IlInstruction> code, int state)
    {
        const int lastThatStandsNowhere = -3;
        if (state is < 0 and >= lastThatStandsNowhere)
        {
            return null;
        }

        for (int i = 0; i + 4 < code.Count; i++)
        {
            if (code[i].Code == LoadArgument0 && code[i + 1].Constant == state && code[i + 2].Code == Duplicate
                && code[i + 3].Code == StoreLocal0 && code[i + 4].StoresField)
            {
                return i + 4;
            }
        }

        return null;
    }

    internal static IReadOnlyList<IlInstruction> Code(MethodBase method)
    {
        try
        {
            return IlReader.Read(method.GetMethodBody()?.GetILAsByteArray());
        }
        catch (Exception e) when (LoadErrors.Is(e))
        {
            return [];
        }
    }
}
