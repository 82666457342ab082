namespace LeakCheck;

/// <summary>What kind of code a scope surrounds.</summary>
public enum ScopeKind
{
    /// <summary>One test, or one row of a data-driven test.</summary>
    Test,

    /// <summary>A fixture: what starts and stops around many tests.</summary>
    Fixture,

    /// <summary>A test assembly.</summary>
    Assembly,

    /// <summary>A block of code given to <see cref="LeakVerifier"/> or begun with <see cref="LeakScope.Begin"/>.</summary>
    Block,

    /// <summary>A request handled by a server under test.</summary>
    Request,

    /// <summary>The whole process.</summary>
    Sweep,
}

/// <summary>A part of the engine and whether it works on this runtime.</summary>
/// <param name="Name">Short name: <c>tasks</c>, <c>timers</c>, <c>threads</c>, <c>waits</c>, <c>thread-stacks</c>, ...</param>
/// <param name="Available">False: what it would see is not seen in this process.</param>
/// <param name="Detail">What is lost without it, or how it works.</param>
public sealed record Capability(string Name, bool Available, string Detail);

/// <summary>The result of one check, frozen. Immutable and safe for use from many threads.</summary>
public sealed record LeakReport
{
    /// <summary>Name of the scope; for a test its fully qualified name, plus the row's display text.</summary>
    public required string Scope { get; init; }

    /// <summary>What the scope surrounds.</summary>
    public ScopeKind Kind { get; init; } = ScopeKind.Block;

    /// <summary>The scope's own code: for a test its method and the line where it begins. Null when no PDB tells.</summary>
    public LeakFrame? Place { get; init; }

    /// <summary>Everything that outlived the scope, leaks first. Equal survivors are one entry with a count.</summary>
    public IReadOnlyList<Survivor> Survivors { get; init; } = [];

    /// <summary>Time waited for live work to end, in milliseconds. 0 for a clean scope.</summary>
    public double SettleMilliseconds { get; init; }

    /// <summary>The longest wait that was allowed, in milliseconds.</summary>
    public int SettleLimitMilliseconds { get; init; }

    /// <summary>The soft limit that the scope passed (count of live work): the survivors are what was alive at that moment. Null when it did not.</summary>
    public int? PassedLimit { get; init; }

    /// <summary>How often the engine looked (count, 1 or more).</summary>
    public int Looks { get; init; } = 1;

    /// <summary>What the engine could and could not see in this process.</summary>
    public IReadOnlyList<Capability> Capabilities { get; init; } = [];

    /// <summary>True when nothing that fails survived. Excused survivors may still be listed.</summary>
    public bool IsClean => !Survivors.Any(s => s.Class == SurvivorClass.Leak);

    /// <summary>The leaks among the survivors, counted one by one.</summary>
    public int LeakCount => Survivors.Where(s => s.Class == SurvivorClass.Leak).Sum(s => s.Count);

    /// <summary>The report as plain text, as a failing test shows it.</summary>
    public override string ToString() => Report.TextForm.Message(this);
}
