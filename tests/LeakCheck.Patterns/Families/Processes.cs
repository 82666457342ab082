using System.Diagnostics;

namespace LeakCheck.Patterns.Families;

/// <summary>Child processes nobody waits for to the end.</summary>
internal static class Processes
{
    public static IEnumerable<Pattern> All =>
    [
        ChildPattern("process/wait-for-exit-async", AwaitExit) with { Method = nameof(AwaitExit) },
        ChildPattern("process/read-output", ReadOutput) with { Method = nameof(ReadOutput) },
        ChildPattern("process/begin-output-read", BeginRead),
        ChildPattern("process/exited-event", SubscribeExited) with { Kinds = [SurvivorKind.Thread, SurvivorKind.Task] },
        ChildPattern("process/wait-on-thread", WaitOnThread) with { Method = nameof(WaitOnThread), Kinds = [SurvivorKind.Thread] },
    ];

    private static Pattern ChildPattern(string name, Func<Process, PatternContext, Task> observe) => new(
        name,
        async context =>
        {
            Process child = context.DisposeAtRelease(Start());
            context.OnRelease(async () =>
            {
                child.Kill();
                await child.WaitForExitAsync();
            });
            context.Watch(() => IsRunning(child));
            await observe(child, context);
        },
        async context =>
        {
            using Process child = Start();
            context.Watch(() => IsRunning(child));
            await observe(child, context);
            child.Kill();
            await child.WaitForExitAsync();
        })
    {
        NeedsLinux = true,
    };

    private static Process Start() => Process.Start(new ProcessStartInfo("sleep", "600") { RedirectStandardOutput = true })!;

    private static bool IsRunning(Process process)
    {
        try
        {
            return !process.HasExited;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static Task AwaitExit(Process child, PatternContext context)
    {
        context.Watch(WaitAsync());
        return Task.CompletedTask;

        async Task WaitAsync()
        {
            await child.WaitForExitAsync(); // stuck: process/wait-for-exit-async
        }
    }

    private static Task ReadOutput(Process child, PatternContext context)
    {
        context.Watch(ReadAsync());
        return Task.CompletedTask;

        async Task ReadAsync()
        {
            await child.StandardOutput.ReadLineAsync(); // stuck: process/read-output
        }
    }

    private static Task BeginRead(Process child, PatternContext context)
    {
        child.OutputDataReceived += static (_, _) => { };
        child.BeginOutputReadLine();
        return Task.CompletedTask;
    }

    private static Task SubscribeExited(Process child, PatternContext context)
    {
        child.EnableRaisingEvents = true;
        child.Exited += static (_, _) => { };
        return Task.CompletedTask;
    }

    private static async Task WaitOnThread(Process child, PatternContext context)
    {
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously); // else the check would run on this very thread
        var thread = new Thread(() =>
        {
            arrived.SetResult();
            try
            {
                child.WaitForExit(); // stuck: process/wait-on-thread
            }
            catch (InvalidOperationException)
            {
                // Released before the thread came to wait.
            }
        })
        {
            IsBackground = true,
        };
        thread.Start();
        context.Watch(thread);
        await arrived.Task;
    }
}
