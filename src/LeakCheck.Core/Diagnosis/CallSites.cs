using System.Diagnostics;
using System.Reflection;

namespace LeakCheck.Diagnosis;

/// <summary>A call in a method's instructions.</summary>
/// <param name="Offset">Where it stands.</param>
/// <param name="Called">The method it names.</param>
internal sealed record CallSite(int Offset, MethodBase Called);

/// <summary>A method and where it stands.</summary>
/// <param name="Method">The method.</param>
/// <param name="Offset">The offset in its instructions; -1 when it is not known.</param>
internal sealed record Place(MethodBase Method, int Offset);

/// <summary>
/// From which of a method's calls a stack goes on, and what is missing in between. Optimised code that ran often keeps coarse maps from addresses to instructions, so that a frame may come
/// out a statement too early or without a place, and small methods are compiled into their caller and have no frame. Which call it was is known from the frame inside. Reads instructions;
/// nothing runs.
/// </summary>
internal static class CallSites
{
    /// <summary>True when the code of a module was built without optimisation: every map is exact and no frame is missing.</summary>
    public static bool AreExact(Module module) => module.Assembly.GetCustomAttribute<DebuggableAttribute>()?.IsJITOptimizerDisabled == true;

    /// <summary>Methods between one method and another that it calls (count); null when it does not lead there.</summary>
    public static int? Distance(MethodBase caller, MethodBase callee) => new InlinedCalls(callee).Length(Of(caller));

    /// <summary>The offset of the call that leads to a method; null when none does, or more than one.</summary>
    public static int? Only(MethodBase caller, MethodBase callee) => new InlinedCalls(callee).Only(Of(caller))?.Offset;

    /// <summary>Where a frame stands, and the methods between it and the frame inside.</summary>
    /// <param name="mapped">The frame by the runtime's map.</param>
    /// <param name="callee">The method of the frame inside it.</param>
    /// <param name="points">The frame's sequence points.</param>
    /// <param name="isShown">Tells which of the methods in between are worth a frame.</param>
    /// <returns>
    /// Innermost first, the frame itself last. Its place is the mapped one, unless no call of that statement can lead to the callee and just one other call of the method does.
    /// </returns>
    public static IReadOnlyList<Place> Placed(Place mapped, MethodBase callee, IReadOnlyList<LinePoint> points, Func<MethodBase, bool> isShown)
    {
        var search = new InlinedCalls(callee);
        IReadOnlyList<CallSite> all = Of(mapped.Method);
        if (mapped.Offset >= 0)
        {
            int begin = points.LastOrDefault(p => p.Offset <= mapped.Offset).Offset;
            int end = points.FirstOrDefault(p => p.Offset > mapped.Offset, new LinePoint(int.MaxValue, null, null)).Offset;
            IReadOnlyList<CallSite> here = [.. all.Where(c => c.Offset >= begin && c.Offset < end)];
            if (here.Any(c => search.Is(c.Called) || IsOpen(c.Called)))
            {
                return [mapped];
            }

            if (search.Any(here))
            {
                return [.. Between(search, search.Only(here), isShown), mapped];
            }
        }

        return search.Only(all) is { } call ? [.. Between(search, call, isShown), mapped with { Offset = call.Offset }] : [mapped];
    }

    /// <summary>
    /// Where a frame stands that calls nothing. In optimised code the check by which the runtime stops a loop lies behind the method's end and is mapped to its return, where no thread stays:
    /// it is the loop before.
    /// </summary>
    public static Place Innermost(Place mapped)
    {
        if (mapped.Offset <= 0 || AreExact(mapped.Method.Module))
        {
            return mapped;
        }

        IlInstruction[] rest = [.. AwaitPoints.Code(mapped.Method).Where(i => i.Offset >= mapped.Offset).SkipWhile(i => i.LoadedLocal is not null || i.Constant is not null)];
        return rest is [{ IsReturn: true }] ? mapped with { Offset = mapped.Offset - 1 } : mapped;
    }

    /// <summary>The calls of a method.</summary>
    public static IReadOnlyList<CallSite> Of(MethodBase method) => Of(method, AwaitPoints.Code(method));

    /// <summary>The calls of a method whose instructions are at hand.</summary>
    public static IReadOnlyList<CallSite> Of(MethodBase method, IReadOnlyList<IlInstruction> code) => Sites(method, code, IlTokens.Called);

    /// <summary>The calls of a method, and the methods of which it makes delegates.</summary>
    public static IReadOnlyList<CallSite> Reached(MethodBase method) => Sites(method, AwaitPoints.Code(method), IlTokens.Reached);

    private static List<CallSite> Sites(MethodBase method, IReadOnlyList<IlInstruction> code, Func<MethodBase, IlInstruction, MethodBase?> target) =>
    [
        .. from instruction in code
           let called = target(method, instruction)
           where called is not null
           select new CallSite(instruction.Offset, called),
    ];

    private static List<Place> Between(InlinedCalls search, CallSite? call, Func<MethodBase, bool> isShown)
    {
        List<Place> between = [];
        while (call is { } step && !search.Is(step.Called) && isShown(step.Called))
        {
            call = search.Only(Of(step.Called));
            between.Insert(0, new Place(step.Called, call?.Offset ?? -1));
        }

        return between;
    }

    /// <summary>True for a call whose target is not known from the instruction: of a delegate, or of a method that may be overridden.</summary>
    private static bool IsOpen(MethodBase called) => called is { IsVirtual: true, IsFinal: false } && called.DeclaringType is { IsSealed: false } or { BaseType.Name: nameof(MulticastDelegate) };
}
