using Microsoft.Diagnostics.Runtime;

namespace LeakCheck.Tool;

/// <summary>A lock and the thread that holds it.</summary>
internal sealed record HeldLock(string What, ClrThread Holder);

/// <summary>The locks of a process: which are held, and which a thread waits for. A lock somebody waits for always has a sync block.</summary>
internal sealed class Locks
{
    private const string LockType = "System.Threading.Lock";

    private readonly IReadOnlyList<ClrThread> _threads;
    private readonly Dictionary<ulong, ClrThread> _monitors = [];

    public Locks(ClrHeap heap, IReadOnlyList<ClrThread> threads)
    {
        _threads = threads;
        foreach (SyncBlock block in heap.EnumerateSyncBlocks())
        {
            if (block.IsMonitorHeld && threads.FirstOrDefault(t => t.Address == block.HoldingThreadAddress) is { } holder)
            {
                _monitors[block.Object] = holder;
            }
        }
    }

    /// <summary>The lock that a waiting thread waits for; null when it waits for something else.</summary>
    public HeldLock? AwaitedBy(ClrThread thread, IReadOnlyList<ClrStackFrame> frames)
    {
        List<ClrStackFrame> managed = [.. frames.Where(f => f.Method is not null)];
        if (managed.Count == 0)
        {
            return null;
        }

        // .NET 8 and 9 show no frame of Monitor.Enter: the frame with the lock statement is the innermost one. Sleep, Join and Monitor.Wait do show theirs.
        int entering = managed.FindIndex(f => !IsEntering(f.Method!));
        bool hidden = entering == 0 && !IsRuntimes(managed[0].Method!);
        if (entering == 0 && !hidden)
        {
            return null;
        }

        HashSet<ulong> within = [.. managed.Take(Math.Max(entering, 0) + 1).Select(f => f.StackPointer)];
        foreach (ClrStackRoot root in thread.EnumerateStackRoots())
        {
            bool inside = root.StackFrame is not { } frame || frame.Method is null || within.Contains(frame.StackPointer);
            if (inside && HolderOf(root.Object) is { } held && held.Holder.Address != thread.Address)
            {
                return held;
            }
        }

        return null;
    }

    /// <summary>True for code of the runtime and its libraries.</summary>
    public static bool IsRuntimes(ClrMethod method) => method.Type.Name?.StartsWith("System.", StringComparison.Ordinal) == true;

    private HeldLock? HolderOf(ClrObject value)
    {
        if (value.IsNull || value.Type is null)
        {
            return null;
        }

        if (_monitors.TryGetValue(value.Address, out ClrThread? holder))
        {
            return new HeldLock($"a lock on {Article(Names.Of(value.Type))}", holder);
        }

        return value.Type.Name == LockType
            && value.TryReadField("_owningThreadId", out uint id) && id != 0
            && _threads.FirstOrDefault(t => t.OSThreadId == id) is { } owner // The OS id, whatever the field's name suggests.
            ? new HeldLock("a Lock", owner)
            : null;
    }

    private static string Article(string name) => ("AEIOUaeiou".Contains(name[0], StringComparison.Ordinal) ? "an " : "a ") + name;

    private static bool IsEntering(ClrMethod method) =>
        (method.Type.Name is "System.Threading.Monitor" && method.Name?.Contains("Enter", StringComparison.Ordinal) == true)
        || (method.Type.Name is LockType && method.Name?.Contains("Enter", StringComparison.Ordinal) == true)
        || (method.Type.Name is { } type && type.StartsWith("System.Threading.WaitHandle", StringComparison.Ordinal))
        || method.Type.Name is "System.Threading.Condition";
}
