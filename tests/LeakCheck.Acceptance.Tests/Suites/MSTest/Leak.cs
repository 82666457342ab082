namespace Suite;

/// <summary>Work that never ends, of each kind.</summary>
internal static class Leak
{
    private static readonly List<object> Kept = [];

    /// <summary>A loop that nobody stops.</summary>
    public static void Task() => Loop();

    public static void Thread()
    {
        var thread = new Thread(static () => System.Threading.Thread.Sleep(Timeout.Infinite)) { IsBackground = true, Name = "forgotten" };
        thread.Start();
    }

    public static void Timer()
    {
        var timer = new Timer(static _ => { }, null, 10, 10);
        lock (Kept)
        {
            Kept.Add(timer);
        }
    }

    private static async void Loop()
    {
        while (true)
        {
            await System.Threading.Tasks.Task.Delay(20);
        }
    }
}
