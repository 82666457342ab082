using System.Diagnostics;
using System.Reflection;

namespace LeakCheck.Diagnosis;

/// <summary>Turns captured stacks into frames for the report: lines added, runtime machinery left out, state machines under their method's name. Safe for use from many threads.</summary>
/// <param name="lines">Files and lines, and whose code an assembly is.</param>
internal sealed class StackFrames(SourceLines lines)
{
    /// <summary>With a source of lines of its own.</summary>
    /// <param name="isUserCode">Fills <see cref="LeakFrame.IsUserCode"/>; left out, no frame is marked.</param>
    public StackFrames(Func<Assembly, bool>? isUserCode = null)
        : this(new SourceLines(isUserCode))
    {
    }

    /// <summary>The frames worth reading of a stack, innermost first. The stack may have been captured without file information, which is cheap.</summary>
    public IReadOnlyList<LeakFrame> Of(StackTrace trace)
    {
        List<LeakFrame> frames = [];
        foreach (StackFrame frame in trace.GetFrames())
        {
            if (frame.GetMethod() is { } method && !RuntimeMachinery.Hides(method))
            {
                frames.Add(lines.At(method, frame.GetILOffset()));
            }
        }

        return frames;
    }

    /// <summary>The frames worth reading of a sampled thread, innermost first.</summary>
    public static IReadOnlyList<LeakFrame> Of(IEnumerable<ThreadFrame> thread) => [.. thread.Where(f => !RuntimeMachinery.Hides(f)).Select(f => f.Display)];
}
