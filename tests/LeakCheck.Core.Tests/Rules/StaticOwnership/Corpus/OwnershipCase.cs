namespace LeakCheck.Core.Tests.Rules.StaticOwnership.Corpus;

/// <summary>One way to keep background work, with the verdict that rule R3 must give.</summary>
/// <param name="Name">What keeps it.</param>
/// <param name="Expected">Process-wide or leak.</param>
/// <param name="Begin">Starts the work, as a test would that is the first to need it.</param>
public sealed record OwnershipCase(string Name, SurvivorClass Expected, Func<CaseWork> Begin)
{
    /// <summary>The static field that must be named; null when none is expected.</summary>
    public string? Field { get; init; }

    /// <summary>The field can be read only where the runtime tells whether a class is initialised: not on .NET 8.</summary>
    public bool NeedsInitialisationQuery { get; init; }
}

/// <summary>The survivor of a case.</summary>
/// <param name="Survivor">Its own object: a task, a timer of the runtime's queue, or a thread.</param>
/// <param name="CleanUp">Ends the work and empties the static fields.</param>
public sealed record CaseWork(object Survivor, Action CleanUp)
{
    /// <summary>Anything the test itself holds meanwhile, as a local variable would.</summary>
    public object? Local { get; init; }
}
