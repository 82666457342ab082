using LeakCheck.Diagnosis;

namespace LeakCheck.Rules;

/// <summary>
/// Rule R5 after the proof: a continuation of a library that waits to be activated and that garbage collection has proved unreachable runs nothing and is gone.
/// Async methods and the user's own continuations are reported all the same.
/// </summary>
internal static class IdlePromises
{
    public static bool Excuses(Frozen item) => item is { IsOrphan: true, IsDormantContinuation: true, Code: not CodeOrigin.User };
}
