using System.Collections.Concurrent;

namespace LeakCheck.Patterns.Families;

/// <summary>Threads that wait at one of the base class library's synchronisation primitives.</summary>
internal static class ThreadPrimitives
{
    public static IEnumerable<Pattern> All =>
    [
        Work.OnThread("thread/blocking-collection", Consume) with { Method = nameof(Consume) },
        Work.OnThread("thread/semaphore", SemaphoreWait) with { Method = nameof(SemaphoreWait) },
        Work.OnThread("thread/barrier", BarrierWait) with { Method = nameof(BarrierWait) },
        Work.OnThread("thread/countdown", CountdownWait) with { Method = nameof(CountdownWait) },
        Work.OnThread("thread/reader-writer-lock", WriteLock) with { Method = nameof(WriteLock) },
        Work.OnThread("thread/auto-reset-event", AutoReset) with { Method = nameof(AutoReset) },
    ];

    private static Thread Consume(WorkControl control)
    {
        var queue = new BlockingCollection<int>();
        control.Token.Register(queue.CompleteAdding);
        return Threads.Start("consumer", () =>
        {
            control.Arrive();
            foreach (int item in queue.GetConsumingEnumerable()) // stuck: thread/blocking-collection
            {
                _ = item;
            }
        });
    }

    private static Thread SemaphoreWait(WorkControl control)
    {
        var semaphore = new SemaphoreSlim(0);
        control.Token.Register(() => semaphore.Release());
        return Threads.Start("semaphore", () =>
        {
            control.Arrive();
            semaphore.Wait(); // stuck: thread/semaphore
        });
    }

    private static Thread BarrierWait(WorkControl control)
    {
        var barrier = new Barrier(2);
        control.Token.Register(barrier.RemoveParticipant);
        return Threads.Start("barrier", () =>
        {
            control.Arrive();
            barrier.SignalAndWait(); // stuck: thread/barrier
        });
    }

    private static Thread CountdownWait(WorkControl control)
    {
        var countdown = new CountdownEvent(1);
        control.Token.Register(() => countdown.Signal());
        return Threads.Start("countdown", () =>
        {
            control.Arrive();
            countdown.Wait(); // stuck: thread/countdown
        });
    }

    private static Thread WriteLock(WorkControl control)
    {
        var sync = new ReaderWriterLockSlim();
        var held = new ManualResetEventSlim();
        Thread reader = Threads.Start("reader", () =>
        {
            sync.EnterReadLock();
            held.Set();
            control.Event.Wait(); // stuck: thread/reader-writer-lock
            sync.ExitReadLock();
        });
        held.Wait();
        return Threads.Start("writer", () =>
        {
            control.Arrive();
            sync.EnterWriteLock(); // stuck: thread/reader-writer-lock
            sync.ExitWriteLock();
            reader.Join();
        });
    }

    private static Thread AutoReset(WorkControl control)
    {
        var signal = new AutoResetEvent(false);
        control.Token.Register(() => signal.Set());
        return Threads.Start("auto-reset", () =>
        {
            control.Arrive();
            signal.WaitOne(); // stuck: thread/auto-reset-event
        });
    }
}
