namespace LeakCheck.Diagnosis;

/// <summary>
/// One piece of stuck work and who waits for it, from the inside out. Holds live objects: used while a survivor is frozen and dropped then.
/// </summary>
/// <param name="Subject">The innermost node that has code; the promise itself where nothing with code waits for it.</param>
/// <param name="Outer">Who is resumed when the subject completes, outwards, promises included.</param>
/// <param name="Leaves">Promises the subject waits for, as far as they were seen.</param>
internal sealed record AwaitChain(object Subject, IReadOnlyList<object> Outer, IReadOnlyList<Task> Leaves)
{
    /// <summary>The outermost node that is the scope's own: it stays the same while a loop inside goes round.</summary>
    public required object Root { get; init; }
}
