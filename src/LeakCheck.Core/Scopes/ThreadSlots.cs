namespace LeakCheck.Scopes;

/// <summary>One slot per thread that ever ran for a scope. Readers see a snapshot; dead threads are dropped when the table grows.</summary>
internal static class ThreadSlots
{
    private static readonly object s_gate = new();
    private static volatile Table s_table = new([], 0);

    [ThreadStatic]
    private static ThreadSlot? t_slot;

    /// <summary>The calling thread's slot, registered on first use.</summary>
    public static ThreadSlot Current => t_slot ?? Register();

    /// <summary>All slots that were registered when it was asked for.</summary>
    public static ReadOnlySpan<ThreadSlot> All => s_table.All;

    private static ThreadSlot Register()
    {
        var slot = new ThreadSlot(Thread.CurrentThread, Diagnosis.OsThreads.CurrentId());
        t_slot = slot;
        lock (s_gate)
        {
            if (!s_table.TryAdd(slot))
            {
                // Readers hold the old table, so it is replaced as a whole: none may find it empty in between.
                ThreadSlot[] alive = [.. s_table.All.ToArray().Where(s => s.Thread.IsAlive), slot];
                int count = alive.Length;
                Array.Resize(ref alive, Math.Max(16, count * 2));
                s_table = new Table(alive, count);
            }
        }

        return slot;
    }

    /// <summary>Slots and how many of them are in use. Grows under the gate; read by anybody.</summary>
    private sealed class Table(ThreadSlot[] slots, int count)
    {
        private volatile int _count = count;

        public ReadOnlySpan<ThreadSlot> All => slots.AsSpan(0, _count);

        public bool TryAdd(ThreadSlot slot)
        {
            if (_count == slots.Length)
            {
                return false;
            }

            slots[_count] = slot;
            _count++;
            return true;
        }
    }
}
