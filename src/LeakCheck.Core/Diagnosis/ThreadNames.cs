using LeakCheck.Scopes;

namespace LeakCheck.Diagnosis;

/// <summary>Threads as a report names them, by the operating system's id.</summary>
internal static class ThreadNames
{
    /// <summary><c>thread "writer"</c>, or the number where it has no name.</summary>
    /// <param name="osThread">The operating system's id.</param>
    /// <param name="managedThread">The runtime's id, for a thread that never ran for a scope.</param>
    public static string Of(long osThread, int? managedThread = null)
    {
        ThreadSlot? slot = Find(osThread);
        string? name = slot is null ? OsThreads.All().FirstOrDefault(t => t.Id == osThread).Comm : slot.Thread.Name;
        return string.IsNullOrEmpty(name) ? $"thread {slot?.Thread.ManagedThreadId ?? managedThread ?? osThread}" : $"thread \"{name}\"";
    }

    /// <summary>The slot of a thread that ran for a scope; null for any other.</summary>
    public static ThreadSlot? Find(long osThread)
    {
        foreach (ThreadSlot slot in ThreadSlots.All)
        {
            if (slot.OsThreadId == osThread)
            {
                return slot;
            }
        }

        return null;
    }
}
