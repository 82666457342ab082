using LeakCheck.Diagnosis.Hints;
using LeakCheck.Scopes;

namespace LeakCheck.Diagnosis;

/// <summary>What a thread waits for at a lock.</summary>
/// <param name="Words">In words.</param>
/// <param name="Lock">Name of the lock.</param>
/// <param name="IsCircular">True when the thread waits for itself, through others: a deadlock.</param>
/// <param name="IsCertain">False when that rests on a lock of which each object has its own.</param>
internal sealed record LockWait(string Words, string Lock, bool IsCircular = false, bool IsCertain = false);

/// <summary>
/// Who waits for whose lock, told without reading any object: from where the threads of one sample stand in methods that take locks. A lock in a static field is one
/// object; one in an instance field may be several, so what follows from that is said to seem so. Locks without a name, and names that several threads hold, are left alone.
/// </summary>
internal sealed class LockWaits
{
    private readonly Dictionary<long, LockTarget> _wanted = [];
    private readonly List<Hold> _held = [];

    private LockWaits()
    {
    }

    public static LockWaits Of(IReadOnlyDictionary<long, IReadOnlyList<ThreadFrame>> stacks)
    {
        var waits = new LockWaits();
        foreach ((long thread, IReadOnlyList<ThreadFrame> frames) in stacks)
        {
            waits.Add(thread, frames);
        }

        return waits;
    }

    /// <summary>What a thread that waits for a lock waits for; null when the lock has no name.</summary>
    public LockWait? Of(long osThread)
    {
        if (!_wanted.TryGetValue(osThread, out LockTarget? target))
        {
            return null;
        }

        string name = target.Name;
        string words = $"a lock on {name}";
        bool isCertain = true;
        HashSet<long> seen = [osThread];
        Hold? holder = HolderOf(target, osThread);
        while (holder is not null && seen.Add(holder.Thread))
        {
            words += (target!.IsOne || !isCertain ? " held by " : " held, it seems, by ") + WordsOf(holder);
            isCertain &= target.IsOne;
            Hold? next = _wanted.TryGetValue(holder.Thread, out target) ? HolderOf(target, holder.Thread) : null;
            if (next?.Thread == osThread)
            {
                isCertain &= target!.IsOne;
                string end = isCertain ? ": a deadlock" : ": a deadlock, if these are the same objects";
                return new LockWait($"{words}, which waits for a lock that this thread holds{end}", name, IsCircular: true, isCertain);
            }

            words += next is null || seen.Contains(next.Thread) ? "" : $", which waits for a lock on {target!.Name}";
            holder = next;
        }

        return new LockWait(words, name);
    }

    private void Add(long thread, IReadOnlyList<ThreadFrame> frames)
    {
        (string? reason, int first) = WaitReasons.Of(frames);
        for (int i = first; i < frames.Count; i++)
        {
            if (frames[i].Display.Assembly == RuntimeMachinery.CoreLibrary || FrameTypes.MethodOf(frames[i]) is not { } method)
            {
                continue;
            }

            var code = LockCode.Of(method, frames[i].IlOffset);
            _held.AddRange(code.Held.Select(h => new Hold(thread, h, frames)));
            if (i == first && code.Wanted is { } wanted && (WaitReasons.IsLock(reason) || (first == 0 && IsWaiting(thread))))
            {
                _wanted[thread] = wanted;
            }
        }
    }

    /// <summary>The one other thread that holds a lock of this name; null when there is none, or more than one.</summary>
    private Hold? HolderOf(LockTarget target, long waiter)
    {
        Hold? found = null;
        foreach (Hold hold in _held.Where(h => h.Thread != waiter && h.Target.Matches(target)))
        {
            if (found is not null && found.Thread != hold.Thread)
            {
                return null;
            }

            found = hold;
        }

        return found;
    }

    private static bool IsWaiting(long osThread) => ThreadNames.Find(osThread) is { } slot && ThreadStand.IsWaiting(slot.Thread);

    private static string WordsOf(Hold hold) =>
        ThreadNames.Of(hold.Thread) + (hold.Frames.FirstOrDefault(f => f.Display.File is not null)?.Display is { } at ? $" at {Path.GetFileName(at.File)}:{at.Line} ({at.Method})" : "");

    /// <param name="Thread">The operating system's id of the thread.</param>
    /// <param name="Target">What it has locked.</param>
    /// <param name="Frames">Where it stands.</param>
    private sealed record Hold(long Thread, LockTarget Target, IReadOnlyList<ThreadFrame> Frames);
}
