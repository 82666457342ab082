namespace LeakCheck.Scopes;

/// <summary>One slot per thread that ever ran for a scope. Readers see a snapshot; dead threads are dropped when the table grows.</summary>
internal static class ThreadSlots
{
    private static readonly object s_gate = new();
    private static ThreadSlot[] s_slots = [];
    private static int s_count;

    [ThreadStatic]
    private static ThreadSlot? t_slot;

    /// <summary>The calling thread's slot, registered on first use.</summary>
    public static ThreadSlot Current => t_slot ?? Register();

    /// <summary>All slots; entries past the last are null.</summary>
    public static ReadOnlySpan<ThreadSlot> All
    {
        get
        {
            ThreadSlot[] slots = Volatile.Read(ref s_slots);
            return slots.AsSpan(0, Math.Min(Volatile.Read(ref s_count), slots.Length));
        }
    }

    private static ThreadSlot Register()
    {
        var slot = new ThreadSlot(Thread.CurrentThread, Diagnosis.OsThreads.CurrentId());
        t_slot = slot;
        lock (s_gate)
        {
            if (s_count == s_slots.Length)
            {
                // Readers hold the old array, so it is replaced, never compacted in place.
                ThreadSlot[] alive = [.. s_slots.Where(s => s.Thread.IsAlive), slot];
                int count = alive.Length;
                Array.Resize(ref alive, Math.Max(16, count * 2));
                Volatile.Write(ref s_count, 0);
                Volatile.Write(ref s_slots, alive);
                Volatile.Write(ref s_count, count);
            }
            else
            {
                s_slots[s_count] = slot;
                Volatile.Write(ref s_count, s_count + 1);
            }
        }

        return slot;
    }
}
