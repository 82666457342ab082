namespace LeakCheck.Core.Tests.Patterns;

/// <summary>Pattern tests run alone: some fill the thread pool on purpose.</summary>
[CollectionDefinition(nameof(PatternsRunAlone), DisableParallelization = true)]
public class PatternsRunAlone;
