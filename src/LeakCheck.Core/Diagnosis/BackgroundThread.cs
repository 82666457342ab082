namespace LeakCheck.Diagnosis;

/// <summary>Threads of our own that nobody's scope owns: started without the caller's ExecutionContext, and never in the way of the process's end.</summary>
internal static class BackgroundThread
{
    public static Thread Start(string name, Action work)
    {
        Thread thread = new(new ThreadStart(work)) { IsBackground = true, Name = name };
        thread.UnsafeStart();
        return thread;
    }

    /// <summary>Does work that may never come back.</summary>
    /// <param name="name">Name of its thread.</param>
    /// <param name="limit">Longest wait for it.</param>
    /// <param name="work">The work.</param>
    /// <returns>False when it is still under way.</returns>
    /// <exception cref="StacksUnavailableException">It failed.</exception>
    public static bool Run(string name, TimeSpan limit, Action work)
    {
        Exception? failure = null;
        bool ended = Start(name, () =>
        {
            try
            {
                work();
            }
            catch (Exception e)
            {
                failure = e;
            }
        }).Join(limit);
        return ended && failure is not null ? throw TraceSession.BrokeOff(failure) : ended;
    }
}
