using LeakCheck.Acceptance.Tests.Infra;

namespace LeakCheck.Acceptance.Tests;

/// <summary>The columns of the expectation table.</summary>
[Flags]
internal enum Frameworks
{
    None = 0,
    Xunit = 1,
    NUnit = 2,
    MSTest = 4,
    All = Xunit | NUnit | MSTest,
}

/// <summary>What must become of one test of the suites, whatever the framework.</summary>
/// <param name="Test">Class and method, with the row's arguments: <c>TestLeaks.Row(2)</c>.</param>
/// <param name="Outcome">How it must end.</param>
internal sealed record Expectation(string Test, Outcome Outcome)
{
    /// <summary>The frameworks whose suites have this test.</summary>
    public Frameworks In { get; init; } = Frameworks.All;

    /// <summary>True when the leak is started by Dispose or DisposeAsync.</summary>
    public bool InDispose { get; init; }

    /// <summary>True for a test that some runners leave out of their results altogether.</summary>
    public bool MayBeAbsent { get; init; }

    /// <summary>What the message must say, in this order. The first part stands at its beginning for a leak, or is the test's own failure.</summary>
    public IReadOnlyList<string> Says { get; init; } = [];

    /// <summary>Marker of the line that must be named: <c>// at: poller</c> in the suite's sources.</summary>
    public string? At { get; init; }
}
