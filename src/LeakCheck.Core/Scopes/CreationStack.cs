using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace LeakCheck.Scopes;

/// <summary>The stack that starts a piece of work, as it is kept for a report.</summary>
internal static class CreationStack
{
    /// <summary>Frames that are kept. A recursion, or a long chain of awaits that completes at once, is tens of thousands deep, and each timer armed in it keeps a stack of its own.</summary>
    public const int MostFrames = 256;

    /// <summary>The innermost frames of the calling thread, without the caller's own and without lines, which are looked up when they are shown.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static StackTrace Capture()
    {
        var whole = new StackTrace(2, fNeedFileInfo: false);
        return whole.FrameCount <= MostFrames ? whole : new StackTrace(whole.GetFrames().Take(MostFrames));
    }
}
