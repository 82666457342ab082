namespace LeakCheck.Rules;

/// <summary>An object whose static owner is looked for, on behalf of one survivor.</summary>
/// <param name="Survivor">Index of the survivor it belongs to.</param>
/// <param name="Target">The object; compared by reference only.</param>
/// <param name="Role">What it is to the survivor: <c>task</c>, <c>this</c>, <c>callback target</c>, <c>awaiter</c>.</param>
internal readonly record struct OwnershipTarget(int Survivor, object Target, string Role)
{
    /// <summary>True: the survivor's code runs on the object, which need not know of the survivor.</summary>
    public bool IsReceiver => Role is "this" || Role.EndsWith("target", StringComparison.Ordinal);

    /// <summary>Recognises the object where no reference leads to it; then <see cref="Target"/> is not what is looked for. Must run no code of the program's. Null for every other target.</summary>
    public Predicate<object>? Is { get; init; }

    /// <summary>True: a path through a service provider does not count.</summary>
    public bool OutsideContainers { get; init; }
}

/// <summary>A static field, or an object asked about, along whose path of ownership a survivor was reached.</summary>
/// <param name="Class"><see cref="SurvivorClass.ProcessWide"/> or <see cref="SurvivorClass.Library"/>; <see cref="SurvivorClass.Leak"/> when the path is a hint only.</param>
/// <param name="Field">The field, for people: <c>static Cases.LazySingle</c>; the type of an object that was asked about.</param>
/// <param name="Path">The whole path, for the report.</param>
internal sealed record StaticOwner(SurvivorClass Class, string Field, string Path)
{
    /// <summary>True when the path leads through an element of a collection of the program's own.</summary>
    public bool HoldsMany => Class == SurvivorClass.Leak && Path.Contains('[', StringComparison.Ordinal);

    /// <summary>Identity hash of the object at which the path begins.</summary>
    public int RootId { get; init; }

    /// <summary>One sentence saying why the search may have missed an owner; null when it was complete. Then field and path may be empty.</summary>
    public string? Remark { get; init; }
}

/// <summary>Rule R3: is a survivor owned by a static field? Reads fields only; no static constructor, property or other user code ever runs.</summary>
internal interface IStaticOwnership
{
    /// <summary>False where this runtime does not let us tell whether a static constructor has run.</summary>
    bool IsComplete { get; }

    /// <summary>One sentence: how it works here, or what is lost.</summary>
    string Detail { get; }

    /// <summary>Looks for all targets in one walk.</summary>
    /// <param name="targets">Objects to find; any hit of a survivor's targets decides for it.</param>
    /// <param name="ownCode">Whose code a survivor runs, by survivor index.</param>
    /// <returns>The owner of each survivor that was reached, by survivor index.</returns>
    IReadOnlyDictionary<int, StaticOwner> Find(IReadOnlyList<OwnershipTarget> targets, Func<int, CodeOrigin> ownCode);

    /// <summary>As <see cref="Find"/>, from objects of the program instead of from static fields, along the same paths as from its own static fields.</summary>
    /// <param name="roots">The objects to begin at.</param>
    /// <param name="targets">Objects to find.</param>
    /// <param name="ownCode">Whose code a survivor runs, by survivor index.</param>
    /// <returns>The owner of each survivor that one of the roots owns; no hints.</returns>
    IReadOnlyDictionary<int, StaticOwner> FindFrom(IReadOnlyList<object> roots, IReadOnlyList<OwnershipTarget> targets, Func<int, CodeOrigin> ownCode);
}
