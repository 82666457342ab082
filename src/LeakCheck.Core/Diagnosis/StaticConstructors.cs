namespace LeakCheck.Diagnosis;

/// <summary>Rule R6: tells names of static constructors and of lambdas inside them, as compiled (<c>&lt;.cctor&gt;b__0</c>) or as shown.</summary>
internal static class StaticConstructors
{
    public static bool Names(string method) =>
        method.Contains(".cctor", StringComparison.Ordinal) || method.Contains("<-cctor>", StringComparison.Ordinal);
}
