namespace LeakCheck.Settle;

/// <summary>What a single look says about a scope.</summary>
internal enum Glance
{
    /// <summary>Nothing is alive.</summary>
    Nothing,

    /// <summary>Only tasks and threads are alive: they may be the callers of the check.</summary>
    RunningCode,

    /// <summary>Timers or registered waits are alive, or more work was started than is allowed.</summary>
    Work,
}
