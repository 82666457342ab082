using System.Diagnostics;
using System.Reflection;
using LeakCheck.Diagnosis.Hints;

namespace LeakCheck.Diagnosis;

/// <summary>
/// Turns captured stacks into frames for the report: lines added, runtime machinery left out, state machines under their method's name. Safe
/// for use from many threads.
/// </summary>
/// <param name="lines">Files and lines, and whose code an assembly is.</param>
/// <param name="hides">Assemblies whose frames are left out: the test framework's and our own.</param>
internal sealed class StackFrames(SourceLines lines, Func<Assembly, bool>? hides = null)
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
        MethodBase? callee = null;
        foreach (StackFrame frame in trace.GetFrames())
        {
            MethodBase? inner = callee;
            callee = frame.GetMethod();
            if (callee is not { } method)
            {
                continue;
            }

            bool isHidden = hides?.Invoke(method.Module.Assembly) == true;
            if (frames.Count > 0 && (isHidden || RuntimeMachinery.Resumes(method)))
            {
                // Further out stands whoever completed what was awaited, or the runner: not who called.
                break;
            }

            if (isHidden || RuntimeMachinery.Hides(method))
            {
                continue;
            }

            foreach (LeakFrame shown in lines.Frames(method, frame.GetILOffset(), inner).Select(p => p.Display))
            {
                // The stub that starts an async method stands right outside its first step, under the same name and without a line.
                if (shown.File is not null || frames.Count == 0 || frames[^1].Method != shown.Method)
                {
                    frames.Add(shown);
                }
            }
        }

        return frames;
    }

    /// <summary>The frames worth reading of a stack that was sampled while it started something: as far out as one called the other, the test framework left out.</summary>
    public IReadOnlyList<LeakFrame> OfStarter(IEnumerable<ThreadFrame> stack) =>
        Of(stack.TakeWhile(f => FrameTypes.MethodOf(f) is not { } method || (hides?.Invoke(method.Module.Assembly) != true && !RuntimeMachinery.Resumes(method))));

    /// <summary>The frames worth reading of a sampled thread, innermost first.</summary>
    public static IReadOnlyList<LeakFrame> Of(IEnumerable<ThreadFrame> thread) => [.. thread.Where(f => !RuntimeMachinery.Hides(f)).Select(f => f.Display)];
}
