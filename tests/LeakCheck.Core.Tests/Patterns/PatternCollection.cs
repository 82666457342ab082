namespace LeakCheck.Core.Tests.Patterns;

/// <summary>Pattern tests run alone: some fill the thread pool on purpose.</summary>
[CollectionDefinition(nameof(PatternCollection), DisableParallelization = true)]
public class PatternCollection;
