namespace LeakCheck.Diagnosis;

/// <summary>Threads of our own that nobody's scope owns: started without the caller's ExecutionContext, and never in the way of the process's end.</summary>
internal static class BackgroundThread
{
    /// <summary>How many limits work may take that gets on, but slowly: the machine is busy, not the other side gone.</summary>
    private const int Patience = 4;

    public static Thread Start(string name, Action work)
    {
        Thread thread = new(new ThreadStart(work)) { IsBackground = true, Name = name };
        thread.UnsafeStart();
        return thread;
    }

    /// <summary>Does work that may never come back.</summary>
    /// <param name="name">Name of its thread.</param>
    /// <param name="limit">Longest wait for it while it does not get on.</param>
    /// <param name="work">The work.</param>
    /// <param name="progress">Rises while the work gets on; as long as it does, the limit is granted again, up to four times in all. Left out, it is granted once.</param>
    /// <returns>False when it is still under way.</returns>
    /// <exception cref="StacksUnavailableException">It failed.</exception>
    public static bool Run(string name, TimeSpan limit, Action work, Func<long>? progress = null)
    {
        Exception? failure = null;
        Thread thread = Start(name, () =>
        {
            try
            {
                work();
            }
            catch (Exception e)
            {
                failure = e;
            }
        });
        bool ended = JoinWhileItGetsOn(thread, limit, progress ?? (static () => 0));
        return ended && failure is not null ? throw TraceSession.BrokeOff(failure) : ended;
    }

    private static bool JoinWhileItGetsOn(Thread thread, TimeSpan limit, Func<long> progress)
    {
        for (int round = 1; ; round++)
        {
            long before = progress();
            if (thread.Join(limit))
            {
                return true;
            }

            if (round == Patience || progress() == before)
            {
                return false;
            }
        }
    }
}
