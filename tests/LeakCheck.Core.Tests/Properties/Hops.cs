namespace LeakCheck.Core.Tests.Properties;

/// <summary>Goes through hops; each ends as soon as the next has begun.</summary>
internal static class Hops
{
    /// <param name="hops">The hops, the first one first.</param>
    /// <param name="last">Runs behind the last one; at once when there is none.</param>
    public static void Through(ReadOnlyMemory<Hop> hops, Action last)
    {
        if (hops.IsEmpty)
        {
            last();
            return;
        }

        Go(hops.Span[0], () => Through(hops[1..], last));
    }

    private static void Go(Hop hop, Action next)
    {
        switch (hop)
        {
            case Hop.Run:
                _ = Task.Run(next);
                break;
            case Hop.LongRunning:
                _ = Task.Factory.StartNew(next, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
                break;
            case Hop.Queue:
                ThreadPool.QueueUserWorkItem(_ => next());
                break;
            case Hop.Thread:
                new Thread(() => next()) { IsBackground = true }.Start();
                break;
            case Hop.Yield:
                _ = YieldAsync(next);
                break;
            case Hop.Tick:
                Tick(next);
                break;
            case Hop.Continuation:
                _ = Task.CompletedTask.ContinueWith(_ => next(), TaskScheduler.Default);
                break;
            case Hop.Registration:
                var source = new CancellationTokenSource();
                source.Token.Register(next);
                ThreadPool.UnsafeQueueUserWorkItem(static s => s.Cancel(), source, preferLocal: false);
                break;
            case Hop.RegisteredWait:
                ThreadPool.RegisterWaitForSingleObject(new ManualResetEvent(initialState: true), (_, _) => next(), null, Timeout.Infinite, executeOnlyOnce: true);
                break;
        }
    }

    private static async Task YieldAsync(Action next)
    {
        await Task.Yield();
        next();
    }

    private static void Tick(Action next)
    {
        Timer? timer = null;
        timer = new Timer(
            _ =>
            {
                timer!.Dispose();
                next();
            },
            null, Timeout.Infinite, Timeout.Infinite);
        timer.Change(1, Timeout.Infinite);
    }
}
