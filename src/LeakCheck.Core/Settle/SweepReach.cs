namespace LeakCheck.Settle;

/// <summary>How far a sweep reaches.</summary>
internal enum SweepReach
{
    /// <summary>In the middle of a run: work of scopes that have ended, and what nobody owns.</summary>
    Ended,

    /// <summary>At the end of a run in which the assembly asked for a check: everything.</summary>
    All,

    /// <summary>At the end of a run in which only single tests or classes asked: what their scopes own; what other tests do is not our business.</summary>
    Scopes,
}
