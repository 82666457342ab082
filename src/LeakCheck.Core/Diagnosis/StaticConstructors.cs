namespace LeakCheck.Diagnosis;

/// <summary>Rule R6: tells names of static constructors and of lambdas inside them, as compiled (<c>&lt;.cctor&gt;b__0</c>) or as shown.</summary>
internal static class StaticConstructors
{
    public static bool Names(string method) =>
        method.Contains(".cctor", StringComparison.Ordinal) || method.Contains("<-cctor>", StringComparison.Ordinal);

    /// <summary>
    /// The same for a frame of a stack. The runtime's own static delegates, by which tasks and synchronization contexts call anybody's code, are such
    /// lambdas too, and say nothing.
    /// </summary>
    public static bool Names(LeakFrame frame) =>
        Names(frame.Method) && (frame.Assembly != "System.Private.CoreLib" || frame.Method.EndsWith(".cctor", StringComparison.Ordinal));
}
