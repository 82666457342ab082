namespace LeakCheck.Diagnosis;

/// <summary>One frame of a sampled thread. Module path and token identify the method without loading anything.</summary>
/// <param name="Display">What a report shows, with file and line where a PDB tells.</param>
/// <param name="ModulePath">Full path of the module's file; empty when the frame has none (dynamic code).</param>
/// <param name="MethodToken">Metadata token of the method in that module; 0 when unknown.</param>
/// <param name="IlOffset">Where it stands in that method's instructions, at or shortly before the call that is on; -1 when unknown.</param>
internal sealed record ThreadFrame(LeakFrame Display, string ModulePath, int MethodToken, int IlOffset = -1);

/// <summary>The stacks of all managed threads, taken at one moment.</summary>
/// <param name="ByOsThread">Innermost frame first, by operating-system thread id. A thread without managed frames is absent.</param>
/// <param name="Missing">One sentence saying why there are no stacks; null when there are.</param>
internal sealed record ThreadStackSample(IReadOnlyDictionary<long, IReadOnlyList<ThreadFrame>> ByOsThread, string? Missing)
{
    private readonly Lazy<LockWaits> _locks = new(() => LockWaits.Of(ByOsThread));

    /// <summary>Which thread waits for which lock. Read when it is asked for the first time.</summary>
    public LockWaits Locks => _locks.Value;

    public static ThreadStackSample None(string missing) => new(new Dictionary<long, IReadOnlyList<ThreadFrame>>(), missing);
}

/// <summary>Stacks of this process's own threads. Without it a report names threads but not the line at which they stand.</summary>
internal interface IThreadStacks
{
    /// <summary>Samples every managed thread once. Blocks for a few hundred milliseconds; never throws.</summary>
    ThreadStackSample Sample();
}
