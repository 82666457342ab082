using System.Reflection;

namespace LeakCheck.Rules.StaticOwnership;

/// <summary>An object that a walk has reached, and from where.</summary>
/// <param name="Value">The object.</param>
/// <param name="Plan">Its type's plan.</param>
/// <param name="Parent">Index of the node that refers to it; -1 for the value of a static field, or a given object.</param>
/// <param name="Field">The field that refers to it; null for an element without a field of its own and for a given object.</param>
/// <param name="Index">Index of the element; -1 when it is none.</param>
internal readonly record struct OwnershipNode(object Value, TypePlan Plan, int Parent, FieldInfo? Field, int Index)
{
    /// <summary>Whose the nearest object on the path is that is not the runtime's: user or package.</summary>
    public CodeOrigin Owner { get; init; }

    /// <summary>A service provider is on the path.</summary>
    public bool InContainer { get; init; }

    /// <summary>A collection is on the path.</summary>
    public bool ThroughCollection { get; init; }
}
