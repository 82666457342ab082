using LeakCheck;

// A program without a test framework, which leaks one of each kind.
using var scope = LeakScope.Begin("the program");
_ = Poller.RunAsync();
var timer = new Timer(Poller.Tick, null, 60_000, 60_000);
new Thread(Poller.Work) { IsBackground = true, Name = "worker" }.Start();

LeakReport report = await scope.CheckAsync();
foreach (Survivor survivor in report.Survivors)
{
    Console.WriteLine($"{survivor.Kind} {survivor.Method} line {survivor.Line?.ToString() ?? "none"}");
}

Console.WriteLine(report);
GC.KeepAlive(timer);

internal static class Poller
{
    public static async Task RunAsync() => await Task.Delay(60_000);

    public static void Tick(object? state)
    {
    }

    public static void Work() => Thread.Sleep(60_000);
}
