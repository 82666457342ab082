using LeakCheck.Diagnosis;

namespace LeakCheck.Rules;

/// <summary>
/// Rule R5 after the proof: a continuation of a library that waits to be activated and that garbage collection has proved unreachable runs nothing and is gone.
/// Async methods and the user's own continuations are reported all the same, but for a package's async method that nobody of the program waits for: it is listed.
/// </summary>
internal static class IdlePromises
{
    public const string LitterReason = "an async method of a package that nothing can complete and nobody of the program waits for: garbage, which its package left";

    /// <summary>True for an async method of a package, proved unreachable, with none of the program's code among those that wait for it.</summary>
    public static bool IsLitter(Frozen item) => item is { IsOrphan: true, Code: CodeOrigin.Package } && !item.Draft.Stack.Any(f => f.IsUserCode);

    public static bool Excuses(Frozen item) => item is { IsOrphan: true, IsDormantContinuation: true, Code: not CodeOrigin.User };
}
