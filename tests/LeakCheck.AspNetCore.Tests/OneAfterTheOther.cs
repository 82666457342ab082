namespace LeakCheck.AspNetCore.Tests;

/// <summary>A sweep looks at the whole process, and the shop's leaks are ended for all tests at once.</summary>
[CollectionDefinition(nameof(OneAfterTheOther), DisableParallelization = true)]
public sealed class OneAfterTheOther;
