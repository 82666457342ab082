using System.Diagnostics;
using Microsoft.Diagnostics.Runtime;

namespace LeakCheck.Bench;

/// <summary>
/// What a diagnostics library offers instead: a snapshot of a process, and a walk over its heap that counts tasks and timers. The process looked at is a child,
/// because the program that writes the snapshot talks on the standard output of its target.
/// </summary>
internal static class HeapWalk
{
    public const string ChildVerb = "--waiting-child";
    public const int Live = 100;

    /// <summary>Time of one snapshot and one walk (nanoseconds).</summary>
    public static double Time()
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, [ChildVerb]) { RedirectStandardOutput = true, RedirectStandardInput = true };
        using Process child = Process.Start(start)!;
        child.StandardOutput.ReadLine();
        long begun = Stopwatch.GetTimestamp();
        int count = Count(child.Id);
        double elapsed = Stopwatch.GetElapsedTime(begun).TotalNanoseconds;
        child.StandardInput.Close();
        child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        return count >= Live ? elapsed : throw new InvalidOperationException($"The walk found {count} tasks and timers of at least {Live}.");
    }

    /// <summary>The child: keeps tasks alive until its input is closed.</summary>
    public static int RunChild()
    {
        var end = new TaskCompletionSource();
        Task[] tasks = [.. Enumerable.Range(0, Live).Select(_ => WaitAsync(end.Task))];
        Console.Out.WriteLine("waiting");
        Console.In.ReadToEnd();
        end.SetResult();
        Task.WaitAll(tasks);
        return 0;
    }

    private static async Task WaitAsync(Task end) => await end;

    private static int Count(int process)
    {
        using DataTarget target = DataTarget.CreateSnapshotAndAttach(process);
        ClrInfo clr = target.ClrVersions.Single();
        string folder = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        using ClrRuntime runtime = clr.CreateRuntime(Path.Combine(folder, OperatingSystem.IsWindows() ? "mscordaccore.dll" : "libmscordaccore.so"), ignoreMismatch: true);
        return runtime.Heap.EnumerateObjects().Count(o => o.Type is { } type && IsWork(type));
    }

    private static bool IsWork(ClrType type)
    {
        for (ClrType? t = type; t is not null; t = t.BaseType)
        {
            if (t.Name is "System.Threading.Tasks.Task" or "System.Threading.TimerQueueTimer")
            {
                return true;
            }
        }

        return false;
    }
}
