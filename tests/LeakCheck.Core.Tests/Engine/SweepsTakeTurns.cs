namespace LeakCheck.Core.Tests.Engine;

/// <summary>A sweep is of the whole process, and reports each survivor once: of two at a time, one would find what the other test waits for.</summary>
[CollectionDefinition(nameof(SweepsTakeTurns))]
public class SweepsTakeTurns;
