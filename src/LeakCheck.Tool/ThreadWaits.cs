using LeakCheck.Diagnosis.Deep;
using Microsoft.Diagnostics.Runtime;

namespace LeakCheck.Tool;

/// <summary>What blocked threads wait for: a lock and its holders, or an object.</summary>
internal sealed class ThreadWaits
{
    private const int MostFrames = 200;

    /// <summary>The runtime's own mark of a thread in a wait, a sleep or a join (TS_Interruptible), which ClrMD's enumeration leaves out.</summary>
    private const uint InWaitSleepOrJoin = 0x02000000;

    private readonly List<ClrThread> _threads;
    private readonly Locks _locks;

    public ThreadWaits(ClrRuntime runtime)
    {
        _threads = [.. runtime.Threads.Where(t => t.IsAlive)];
        _locks = new Locks(runtime.Heap, _threads);
    }

    /// <summary>What a thread waits for; null when it does not wait, or for nothing that has more to it than its stack tells.</summary>
    public DeepWait? Of(long osThread)
    {
        if (_threads.FirstOrDefault(t => t.OSThreadId == osThread) is not { } thread || !IsWaiting(thread))
        {
            return null;
        }

        List<ClrStackFrame> frames = Frames(thread);
        return _locks.AwaitedBy(thread, frames) is { } first ? WithHolders(thread, first) : WaitedObject(thread, frames) is { } what ? new DeepWait(what, [], IsDeadlock: false) : null;
    }

    private DeepWait WithHolders(ClrThread waiter, HeldLock first)
    {
        var holders = new List<DeepThread>();
        for (HeldLock? held = first; held is not null && holders.All(h => h.OsThread != held.Holder.OSThreadId);)
        {
            List<ClrStackFrame> frames = Frames(held.Holder);
            holders.Add(new DeepThread(held.Holder.OSThreadId, held.Holder.ManagedThreadId, [.. frames.Where(f => f.Method is not null).Select(Frame)]));
            if (held.Holder.OSThreadId == waiter.OSThreadId)
            {
                return new DeepWait(first.What, holders, IsDeadlock: true);
            }

            held = IsWaiting(held.Holder) ? _locks.AwaitedBy(held.Holder, frames) : null;
        }

        return new DeepWait(first.What, holders, IsDeadlock: false);
    }

    /// <summary>The object in which the thread waits, where it says more than the name of the call: a task, an event, a thread.</summary>
    private static string? WaitedObject(ClrThread thread, List<ClrStackFrame> frames)
    {
        HashSet<ulong> waiting = [.. frames.Where(f => f.Method is not null).TakeWhile(f => Locks.IsRuntimes(f.Method!)).Select(f => f.StackPointer)];
        foreach (ClrStackRoot root in thread.EnumerateStackRoots())
        {
            if (root.StackFrame is { } frame && (waiting.Contains(frame.StackPointer) || frame.Method is null) && Waitable.Describe(root.Object) is { } what)
            {
                return what;
            }
        }

        return null;
    }

    private static DeepFrame Frame(ClrStackFrame frame) => new(
        Names.Of(frame.Method!), frame.Method!.Type.Module?.Name ?? "", frame.Method.MetadataToken, frame.Method.GetILOffset(frame.InstructionPointer - 1));

    private static List<ClrStackFrame> Frames(ClrThread thread) => [.. thread.EnumerateStackTrace(includeContext: false, MostFrames).Where(f => !IsMarshallingStub(f))];

    /// <summary>
    /// True for the runtime's own code between a method and the native one it calls. It has a frame only where the call was not compiled into the method, as in a
    /// wait that was inlined into its hot caller, and would hide that the caller waits.
    /// </summary>
    private static bool IsMarshallingStub(ClrStackFrame frame) => frame.Method?.Name?.StartsWith("IL_STUB_", StringComparison.Ordinal) == true;

    private static bool IsWaiting(ClrThread thread) => ((uint)thread.State & InWaitSleepOrJoin) != 0;
}
