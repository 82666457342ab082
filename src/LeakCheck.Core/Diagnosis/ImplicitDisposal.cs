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

    /// <summary>The line that made the resource whose disposal is awaited at this offset; null when the await there is an ordinary one.</summary>
    public static LinePoint? LineOf(IReadOnlyList<LinePoint> points, IReadOnlyList<IlInstruction> code, MethodBase method, int yieldOffset)
    {
        if (AwaitPoints.LastVisible(points, yieldOffset) is not { } visible)
        {
            return null;
        }

        int call = IlReader.LastIndex(code, yieldOffset, i => i.Offset >= visible.Offset && i.IsCall && IsDisposal(method, i));
        if (call < 0)
        {
            return null;
        }

        // A call that the author wrote belongs to the visible point itself: no hidden point stands between the two.
        if (!points.Any(p => p.Line is null && p.Offset > visible.Offset && p.Offset <= code[call].Offset))
        {
            return null;
        }

        int load = IlReader.LastIndex(code, code[call].Offset, i => i.Code is LoadField or LoadFieldAddress || i.LoadedLocal is not null);
        if (load < 0)
        {
            return null;
        }

        IlInstruction source = code[load];
        int store = source.LoadedLocal is { } local
            ? IlReader.LastIndex(code, source.Offset, i => i.StoredLocal == local)
            : IlReader.LastIndex(code, source.Offset, i => i.StoresField && i.Operand == source.Operand);
        return store < 0 ? null : AwaitPoints.LastVisible(points, code[store].Offset);
    }

    private static bool IsDisposal(MethodBase method, IlInstruction call) =>
        IlTokens.Called(method, call) is { } called && GeneratedNames.Member(called.Name) == nameof(IAsyncDisposable.DisposeAsync);
}
