using System.Reflection;

namespace LeakCheck.Rules.StaticOwnership;

/// <summary>Where a walk begins: a static field and what it held when it was read, or an object.</summary>
/// <param name="Field">The field; null for an object that was given.</param>
/// <param name="Value">Its value, never null. A struct is boxed.</param>
/// <param name="Origin">Whose class declares it.</param>
internal readonly record struct StaticValue(FieldInfo? Field, object Value, CodeOrigin Origin);
