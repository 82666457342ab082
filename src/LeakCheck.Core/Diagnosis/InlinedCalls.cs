using System.Reflection;

namespace LeakCheck.Diagnosis;

/// <summary>
/// Which calls lead to a method, directly or through methods that the runtime may have compiled into their caller, so that they have no frame. The shortest way counts. For one search, on
/// one thread.
/// </summary>
/// <param name="sought">The method.</param>
internal sealed class InlinedCalls(MethodBase sought)
{
    /// <summary>Methods on the way (count). The constructor of a timer has been seen to vanish with six.</summary>
    private const int MostInlined = 8;

    /// <summary>Methods that are read (count).</summary>
    private const int MostMethods = 400;

    /// <summary>The largest body that the runtime inlines, even when it ran often (bytes of instructions).</summary>
    private const int LargestInlined = 1024;

    private readonly Dictionary<MethodBase, MethodBase[]> _calls = [];

    /// <summary>True when one of the calls leads there.</summary>
    public bool Any(IReadOnlyList<CallSite> calls) => Nearest(calls) is not null;

    /// <summary>Methods on the shortest way there (count); null when none of the calls leads there.</summary>
    public int? Length(IReadOnlyList<CallSite> calls) => Nearest(calls)?.Key;

    /// <summary>The call with the shortest way; null when there is none, or several have one as short.</summary>
    public CallSite? Only(IReadOnlyList<CallSite> calls) => Nearest(calls)?.ToList() is [var only] ? only : null;

    /// <summary>The same method, or one that may be called through the other: an override, or the implementation of an interface's.</summary>
    public bool Is(MethodBase called) =>
        (called.MetadataToken == sought.MetadataToken && called.Module == sought.Module)
        || (called.IsVirtual && sought.IsVirtual && GeneratedNames.Member(called.Name) == GeneratedNames.Member(sought.Name)
            && called.GetParameters().Length == sought.GetParameters().Length && called.DeclaringType?.IsAssignableFrom(sought.DeclaringType) == true);

    /// <summary>The calls with the shortest way, by its length; null when none leads there.</summary>
    private IGrouping<int, CallSite>? Nearest(IReadOnlyList<CallSite> calls) => calls.GroupBy(c => LengthFrom(c.Called)).Where(g => g.Key >= 0).MinBy(g => g.Key);

    /// <summary>Methods between this one and the one sought (count), the former included; -1 when it does not lead there.</summary>
    private int LengthFrom(MethodBase start)
    {
        HashSet<MethodBase> seen = [start];
        List<MethodBase> level = [start];
        for (int length = 0; length <= MostInlined && level.Count > 0; length++)
        {
            if (level.Exists(Is))
            {
                return length;
            }

            level = [.. level.SelectMany(CallsOf).Where(seen.Add)];
        }

        return -1;
    }

    private MethodBase[] CallsOf(MethodBase method)
    {
        if (!_calls.TryGetValue(method, out MethodBase[]? calls))
        {
            calls = _calls.Count < MostMethods && MayBeInlined(method) && AwaitPoints.Code(method) is [.., { Offset: < LargestInlined }] code
                ? [.. CallSites.Of(method, code).Select(c => c.Called).Distinct()]
                : [];
            _calls[method] = calls;
        }

        return calls;
    }

    private static bool MayBeInlined(MethodBase method) => (method.MethodImplementationFlags & MethodImplAttributes.NoInlining) == 0 && !method.Name.StartsWith("Throw", StringComparison.Ordinal);
}
