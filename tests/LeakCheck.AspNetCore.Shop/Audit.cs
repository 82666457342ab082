using System.Collections.Concurrent;

namespace Shop;

/// <summary>Starts work that nobody waits for, in every form the engine knows.</summary>
public static class Audit
{
    private static CancellationTokenSource s_stop = new();
    private static int s_recorded;

    /// <summary>Timers that nobody disposes; a list, so that garbage collection does not end them.</summary>
    private static readonly ConcurrentBag<Timer> s_reminders = [];

    public static string Start(int id)
    {
        _ = RecordAsync(id);
        return $"audit of {id} started";
    }

    public static string Remind(int id)
    {
        s_reminders.Add(new Timer(_ => { }, null, 60_000, 60_000));
        return $"reminder for {id} set";
    }

    public static string Export(int id)
    {
        CancellationToken stop = s_stop.Token;
        new Thread(() => stop.WaitHandle.WaitOne()) { IsBackground = true, Name = "export " + id }.Start();
        return $"export of {id} started";
    }

    /// <summary>Records that have begun since the process started (count).</summary>
    public static int Recorded => Volatile.Read(ref s_recorded);

    public static async Task RecordAsync(int id)
    {
        Task delay = Task.Delay(TimeSpan.FromMinutes(5 + id % 2), s_stop.Token);
        Interlocked.Increment(ref s_recorded);
        await delay;
    }

    /// <summary>Ends everything that was left behind.</summary>
    public static void StopAll()
    {
        Interlocked.Exchange(ref s_stop, new CancellationTokenSource()).Cancel();
        while (s_reminders.TryTake(out Timer? timer))
        {
            timer.Dispose();
        }
    }
}
