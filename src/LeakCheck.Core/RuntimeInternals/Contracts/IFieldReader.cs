using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace LeakCheck.RuntimeInternals.Contracts;

/// <summary>
/// Reads fields of other people's classes and objects without running anything of theirs: no static constructor, no module initialiser, no property.
/// Never throws: a field that the runtime refuses to read counts as empty. Safe for use from many threads.
/// </summary>
internal interface IFieldReader
{
    /// <summary>True when every static field of an initialised class can be read; false when some kinds of static field are never read here.</summary>
    bool ReadsAllStatics { get; }

    /// <summary>One sentence: how it works here, or what is lost.</summary>
    string Detail { get; }

    /// <summary>Reads a static field.</summary>
    /// <returns>False when the field is null, its class is not initialised, or reading could run code; then <paramref name="value"/> is null.</returns>
    bool TryReadStatic(FieldInfo field, [NotNullWhen(true)] out object? value);

    /// <summary>Reads an instance field. Structs come boxed.</summary>
    /// <returns>The value; null when it is null or when reading could run code.</returns>
    object? ReadInstance(FieldInfo field, object holder);
}
