namespace LeakCheck.Diagnosis.Deep;

/// <summary>What the helper is asked. Written to its standard input; it attaches only after it has read this, so that the right to do so can be given first.</summary>
internal sealed record DeepRequest
{
    /// <summary>The process to read.</summary>
    public required int ProcessId { get; init; }

    /// <summary>Longest time for which the process may stand still, in milliseconds. Threads and locks are read first, the heap as far as time allows.</summary>
    public required int LimitMilliseconds { get; init; }

    /// <summary>OS ids of LeakCheck's own threads, whose stacks hold nothing on behalf of the program.</summary>
    public required IReadOnlyList<long> OwnThreads { get; init; }

    public required IReadOnlyList<DeepTarget> Targets { get; init; }
}

/// <summary>One survivor to look at.</summary>
/// <param name="Index">Names it in the answer.</param>
/// <param name="Slot">
/// Where the address of its object is found: a weak GC handle of the process. The collector keeps it up to date, so it outlives every collection, and being weak it
/// holds nothing and is no root. 0: no object.
/// </param>
/// <param name="OsThread">OS id of the thread it runs on; 0: none.</param>
internal sealed record DeepTarget(int Index, ulong Slot, long OsThread);
