namespace LeakCheck.Rules.StaticOwnership;

/// <summary>One walk from the statics of one kind of assembly.</summary>
/// <param name="Roots">Whose static fields it begins at.</param>
/// <param name="PackageCollections">Whether collections that belong to a package's object are entered.</param>
/// <param name="Delegates">Whether receivers of delegates count as owned.</param>
/// <param name="Verdict">What a survivor is that was reached.</param>
/// <param name="Reason">Why the pass exists.</param>
internal sealed record OwnershipPass(CodeOrigin Roots, bool PackageCollections, bool Delegates, SurvivorClass Verdict, string Reason)
{
    /// <summary>Whether the user's own collections are entered too. They hold what tests register, so such a path is a hint where to remove it, never an excuse.</summary>
    public bool UserCollections { get; init; }

    /// <summary>The passes that excuse, in order; each runs only while survivors are left.</summary>
    public static IReadOnlyList<OwnershipPass> Excusing { get; } =
    [
        new(CodeOrigin.User, PackageCollections: false, Delegates: false, SurvivorClass.ProcessWide, "The program's own singletons."),
        new(CodeOrigin.Package, PackageCollections: true, Delegates: false, SurvivorClass.Library, "Singletons and pools of packages."),
        new(CodeOrigin.User, PackageCollections: true, Delegates: false, SurvivorClass.ProcessWide, "A package's object in a static field of the program, such as a logger factory."),
        new(CodeOrigin.Package, PackageCollections: true, Delegates: true, SurvivorClass.Library, "Packages that reach their workers only through callbacks."),
    ];

    /// <summary>Finds where a leak is registered.</summary>
    public static OwnershipPass Hint { get; } =
        new(CodeOrigin.User, PackageCollections: true, Delegates: true, SurvivorClass.Leak, "Says in which list or event a leak was left.") { UserCollections = true };
}
