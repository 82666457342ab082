namespace LeakCheck.IsolatedHost;

/// <summary>
/// Makes the thread pool as small as it gets and keeps its threads busy with short pieces of work, as a loaded build agent does. The work comes in batches with a breath
/// between them: a queue that is never empty would also keep threads from taking over what a blocked neighbour has in its own queue, which no agent does.
/// </summary>
internal sealed class Starvation : IDisposable
{
    private const int BusyMilliseconds = 20;
    private const int BreathMilliseconds = 5;

    // Patterns that hold pool threads run one after another here, so few threads are enough for progress.
    private const int SpareThreads = 4;

    private readonly int _threads = Environment.ProcessorCount + SpareThreads;
    private readonly Thread _feeder;
    private volatile bool _stop;

    private Starvation() => _feeder = new Thread(Feed) { IsBackground = true, Name = "starvation" };

    public static Starvation Begin()
    {
        var starvation = new Starvation();
        ThreadPool.SetMinThreads(1, 1);
        ThreadPool.SetMaxThreads(starvation._threads, starvation._threads);
        starvation._feeder.UnsafeStart();
        return starvation;
    }

    public void Dispose()
    {
        _stop = true;
        _feeder.Join();
    }

    private void Feed()
    {
        while (!_stop)
        {
            var batch = new CountdownEvent(2 * _threads);
            for (int i = 0; i < 2 * _threads; i++)
            {
                ThreadPool.UnsafeQueueUserWorkItem(KeepBusy, batch, preferLocal: false);
            }

            batch.Wait();
            Thread.Sleep(BreathMilliseconds);
        }
    }

    private static void KeepBusy(CountdownEvent batch)
    {
        Thread.Sleep(BusyMilliseconds);
        batch.Signal();
    }
}
