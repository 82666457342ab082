using System.Reflection;

namespace LeakCheck.Rules.StaticOwnership;

/// <summary>A static field and what it held when it was read.</summary>
/// <param name="Field">The field.</param>
/// <param name="Value">Its value, never null. A struct is boxed.</param>
/// <param name="Origin">Whose class declares it.</param>
internal readonly record struct StaticValue(FieldInfo Field, object Value, CodeOrigin Origin);
