using System.Reflection;

namespace LeakCheck.Rules.StaticOwnership;

/// <summary>How the references inside an object of a type are enumerated.</summary>
internal enum PlanShape
{
    /// <summary>Not at all: a path ends here.</summary>
    Leaf,

    /// <summary>Field by field.</summary>
    Fields,

    /// <summary>Element by element; structs are boxed and read field by field.</summary>
    Elements,
}

/// <summary>What the walk needs to know about a type; made once per type and walk.</summary>
/// <param name="Type">The type.</param>
/// <param name="Origin">Whose it is. Arrays and collections count as the runtime's, whoever's elements they hold.</param>
/// <param name="Shape">How to go on from here.</param>
/// <param name="Fields">Fields that can lead to another object, those of base classes included.</param>
internal sealed record TypePlan(Type Type, CodeOrigin Origin, PlanShape Shape, IReadOnlyList<FieldInfo> Fields)
{
    /// <summary>It can hold many: an array, a collection, a multicast delegate.</summary>
    public bool HoldsMany { get; init; }

    /// <summary>A service provider: what it has in its collections, it made and owns.</summary>
    public bool IsContainer { get; init; }

    /// <summary>A user's class with a field of its own type: a node of a list or tree, hence a collection.</summary>
    public bool IsLinkedNode { get; init; }

    /// <summary>A package's sequence: a collection as far as user code that fills it is concerned.</summary>
    public bool IsPackageSequence { get; init; }

    /// <summary>A closure without captured variables: a cache of delegates that belongs to nobody.</summary>
    public bool IsDelegateCache { get; init; }
}
