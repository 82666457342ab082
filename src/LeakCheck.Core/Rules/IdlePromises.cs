using LeakCheck.Diagnosis;

namespace LeakCheck.Rules;

/// <summary>
/// Rule R5 after the proof: a continuation of a library that waits to be activated and that garbage collection has proved unreachable runs nothing and is gone.
/// The user's own async methods and continuations are reported all the same.
/// </summary>
internal static class IdlePromises
{
    public static bool Excuses(Frozen item) => item is { IsOrphan: true, IsDormantContinuation: true, Code: not CodeOrigin.User };

    /// <summary>
    /// True for an async method of a package, awaited by nobody and on behalf of none of the user's code, that nothing can resume any more: a queue that a package made for itself and let go with
    /// the object. It runs nothing, and there is nothing that the program could still stop.
    /// </summary>
    public static bool IsPackagesOwn(Frozen item) =>
        item is { IsOrphan: true, Code: CodeOrigin.Package, Draft: { Kind: SurvivorKind.Task, IsDiscarded: true } } && !item.Draft.Stack.Any(f => f.IsUserCode);
}
