using System.Reflection;

namespace LeakCheck.RuntimeInternals;

/// <summary>
/// What reflection throws about a type or member that cannot be loaded: its assembly is not there, or came in another version than the one it was compiled against. Whoever looks through the
/// whole program meets such types, which the program itself never uses.
/// </summary>
internal static class LoadErrors
{
    /// <summary>True for an error that says something about the type or member only.</summary>
    public static bool Is(Exception error) => error is TypeLoadException or MemberAccessException or IOException or BadImageFormatException
        or ArgumentException or NotSupportedException or InvalidOperationException or CustomAttributeFormatException or AmbiguousMatchException;
}
