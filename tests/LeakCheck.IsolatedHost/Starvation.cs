namespace LeakCheck.IsolatedHost;

/// <summary>Makes the thread pool as small as it gets and keeps its threads busy with short pieces of work, as a loaded build agent does.</summary>
internal sealed class Starvation : IDisposable
{
    private const int BusyMilliseconds = 20;

    // Patterns that hold pool threads run one after another here, so few threads are enough for progress.
    private const int SpareThreads = 4;

    private volatile bool _stop;

    private Starvation()
    {
    }

    public static Starvation Begin()
    {
        int threads = Environment.ProcessorCount + SpareThreads;
        ThreadPool.SetMinThreads(1, 1);
        ThreadPool.SetMaxThreads(threads, threads);
        var starvation = new Starvation();
        for (int i = 0; i < 2 * threads; i++)
        {
            starvation.Queue();
        }

        return starvation;
    }

    public void Dispose() => _stop = true;

    private void Queue() => ThreadPool.UnsafeQueueUserWorkItem(
        static state =>
        {
            Thread.Sleep(BusyMilliseconds);
            if (!state._stop)
            {
                state.Queue();
            }
        },
        this,
        preferLocal: false);
}
