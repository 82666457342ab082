namespace LeakCheck.Diagnosis;

/// <summary>Where a sampled thread stands and what it waits for.</summary>
/// <param name="Frames">Its stack, innermost first; empty when it was not sampled.</param>
/// <param name="BlockedIn">The call that blocks it, as <see cref="WaitReasons"/> names it; null when it does not wait in one that we know.</param>
/// <param name="FirstFrame">Index of the innermost frame that is not part of the waiting itself.</param>
/// <param name="WaitsFor">What it waits for, in words.</param>
/// <param name="Lock">The lock it waits for, where it has a name.</param>
internal sealed record ThreadStand(IReadOnlyList<ThreadFrame> Frames, string? BlockedIn, int FirstFrame, string? WaitsFor, LockWait? Lock)
{
    /// <summary>False when what it waits for can never come, because it waits for itself through others; else null.</summary>
    public bool? CanComplete => Lock is { IsCircular: true, IsCertain: true } ? false : null;

    /// <param name="osThread">The operating system's id of the thread.</param>
    /// <param name="sample">The sample; null when none was taken.</param>
    /// <param name="waits">True when <see cref="Thread.ThreadState"/> says that it waits.</param>
    public static ThreadStand Of(long osThread, ThreadStackSample? sample, bool waits)
    {
        IReadOnlyList<ThreadFrame> frames = sample?.ByOsThread.GetValueOrDefault(osThread) ?? [];
        (string? blockedIn, int first) = WaitReasons.Of(frames, waits);
        if (blockedIn == WaitReasons.WithoutFrame && Hints.FrameTypes.MethodOf(frames[0]) is { } method)
        {
            blockedIn = LockCode.Of(method, frames[0].IlOffset).Call ?? blockedIn;
        }

        LockWait? wait = WaitReasons.IsLock(blockedIn) ? Guarded.Run("Who holds the lock", () => sample!.Locks.Of(osThread), _ => null) : null;
        return new ThreadStand(frames, blockedIn, first, wait?.Words ?? WaitWords.OfCall(blockedIn), wait);
    }

    /// <summary>True when the runtime says that a thread waits.</summary>
    public static bool IsWaiting(Thread thread) => Read(thread, t => (t.ThreadState & ThreadState.WaitSleepJoin) != 0);

    /// <summary>Asks a thread something; false when it has ended meanwhile.</summary>
    public static bool Read(Thread thread, Func<Thread, bool> read)
    {
        try
        {
            return read(thread);
        }
        catch (ThreadStateException)
        {
            return false;
        }
    }
}
