using System.Reflection;
using LeakCheck.Diagnosis.Hints;
using LeakCheck.RuntimeInternals.Clr;

namespace LeakCheck.Diagnosis;

/// <summary>
/// Whose method a thread was started with. No reference leads from a running thread to its object, so all that can be told is the class; and that only while a single thread runs the method.
/// </summary>
internal static class ThreadRunners
{
    /// <summary>The class; null where the method is static, or another thread runs it too.</summary>
    public static Type? Of(IReadOnlyList<ThreadFrame> frames, ThreadStackSample sample)
    {
        if (Entry(frames) is not { } entry || sample.ByOsThread.Values.Count(other => Entry(other) is { } same && IsSame(same, entry)) != 1)
        {
            return null;
        }

        return FrameTypes.MethodOf(entry) is { IsStatic: false, DeclaringType: { } type } ? Capturing(type) : null;
    }

    /// <summary>The outermost method of the program's own; null when there is none.</summary>
    public static MethodBase? EntryOf(IReadOnlyList<ThreadFrame> frames) => Entry(frames) is { } entry ? FrameTypes.MethodOf(entry) : null;

    /// <summary>The class whose object a lambda has captured beside variables; a class that is none of a lambda's, itself.</summary>
    private static Type? Capturing(Type type) => type.Name.StartsWith('<')
        ? type.GetField(AwaiterFields.CapturedThis, BindingFlags.Instance | BindingFlags.Public)?.FieldType
        : type;

    private static ThreadFrame? Entry(IReadOnlyList<ThreadFrame> frames) => frames.LastOrDefault(f => f.Display.IsUserCode);

    private static bool IsSame(ThreadFrame one, ThreadFrame other) => one.MethodToken == other.MethodToken && one.ModulePath == other.ModulePath;
}
