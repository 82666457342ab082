using System.Reflection;

namespace LeakCheck.Diagnosis;

/// <summary>
/// The await that <c>await using</c> and <c>await foreach</c> write at the end of their block has no line of its own; the last visible line
/// before it is whatever
/// statement happens to stand there. The line to show is the one that made the resource.
/// </summary>
internal static class ImplicitDisposal
{
    private const ushort LoadField = 0x7B;
    private const ushort LoadFieldAddress = 0x7C;
    private const ushort StoreField = 0x7D;
    private const ushort Call = 0x28;
    private const ushort CallVirtual = 0x6F;

    /// <summary>The line that made the resource whose disposal is awaited at this offset; null when the await there is an ordinary one.</summary>
    public static LinePoint? LineOf(IReadOnlyList<LinePoint> points, IReadOnlyList<IlInstruction> code, MethodBase method, int yieldOffset)
    {
        if (AwaitPoints.LastVisible(points, yieldOffset) is not { } visible)
        {
            return null;
        }

        int call = LastIndex(code, yieldOffset, i => i.Offset >= visible.Offset && i.Code is (Call or CallVirtual) && IsDisposal(method, i.Operand));
        if (call < 0)
        {
            return null;
        }

        // A call that the author wrote belongs to the visible point itself: no hidden point stands between the two.
        if (!points.Any(p => p.Line is null && p.Offset > visible.Offset && p.Offset <= code[call].Offset))
        {
            return null;
        }

        int load = LastIndex(code, code[call].Offset, i => i.Code is LoadField or LoadFieldAddress || LocalOf(i, stores: false) is not null);
        if (load < 0)
        {
            return null;
        }

        IlInstruction source = code[load];
        int store = LocalOf(source, stores: false) is { } local
            ? LastIndex(code, source.Offset, i => LocalOf(i, stores: true) == local)
            : LastIndex(code, source.Offset, i => i.Code == StoreField && i.Operand == source.Operand);
        return store < 0 ? null : AwaitPoints.LastVisible(points, code[store].Offset);
    }

    private static bool IsDisposal(MethodBase method, int token)
    {
        try
        {
            Type[]? ofType = method.DeclaringType is { IsGenericType: true } type ? type.GetGenericArguments() : null;
            string? name = method.Module.ResolveMethod(token, ofType, null)?.Name;
            return name is not null && GeneratedNames.Member(name) == nameof(IAsyncDisposable.DisposeAsync);
        }
        catch (Exception e) when (e is ArgumentException or TypeLoadException or IOException or MissingMemberException or BadImageFormatException)
        {
            return false;
        }
    }

    private static int LastIndex(IReadOnlyList<IlInstruction> code, int before, Func<IlInstruction, bool> matches)
    {
        for (int i = code.Count - 1; i >= 0; i--)
        {
            if (code[i].Offset < before && matches(code[i]))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Number of the local that an instruction loads (value or address) or stores; null for other instructions.</summary>
    private static int? LocalOf(IlInstruction i, bool stores) => (i.Code, stores) switch
    {
        ( >= 0x06 and <= 0x09, false) => i.Code - 0x06,
        (0x11 or 0x12, false) => (byte)i.Operand,
        (0xFE0C or 0xFE0D, false) => (ushort)i.Operand,
        ( >= 0x0A and <= 0x0D, true) => i.Code - 0x0A,
        (0x13, true) => (byte)i.Operand,
        (0xFE0E, true) => (ushort)i.Operand,
        _ => null,
    };
}
