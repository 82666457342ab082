using System.Runtime.CompilerServices;

namespace LeakCheck.Patterns;

/// <summary>Builds the pairs whose twins differ in one thing only: whether somebody ends the work.</summary>
public static class Work
{
    /// <summary>Work whose first, synchronous part runs up to its stuck line.</summary>
    public static Pattern Here(string name, Func<WorkControl, Task> start, [CallerFilePath] string source = "")
        => new(
            name,
            context =>
            {
                context.Watch(start(context.Control));
                return Task.CompletedTask;
            },
            async context =>
            {
                using var control = new WorkControl();
                Task work = context.Watch(start(control));
                control.End();
                await EndOf(work);
            },
            source);

    /// <summary>Work that goes on elsewhere; it says <see cref="WorkControl.Arrive"/> right before its stuck line.</summary>
    public static Pattern Elsewhere(string name, Func<WorkControl, Task> start, [CallerFilePath] string source = "")
        => new(
            name,
            async context =>
            {
                context.Watch(start(context.Control));
                await context.Control.Arrived;
            },
            async context =>
            {
                using var control = new WorkControl();
                Task work = context.Watch(start(control));
                await control.Arrived;
                control.End();
                await EndOf(work);
            },
            source);

    /// <summary>Work on a thread of its own; it says <see cref="WorkControl.Arrive"/> right before its stuck line.</summary>
    public static Pattern OnThread(string name, Func<WorkControl, Thread> start, [CallerFilePath] string source = "")
        => new(
            name,
            async context =>
            {
                context.Watch(start(context.Control));
                await context.Control.Arrived;
            },
            async context =>
            {
                using var control = new WorkControl();
                Thread thread = context.Watch(start(control));
                await control.Arrived;
                control.End();
                thread.Join();
            },
            source)
        {
            Kinds = [SurvivorKind.Thread],
        };

    /// <summary>Something that is at work until it is disposed.</summary>
    public static Pattern Disposable<T>(string name, Func<WorkControl, T> start, Func<T, bool> isAlive, [CallerFilePath] string source = "")
        where T : class, IDisposable
        => new(
            name,
            context =>
            {
                T owner = context.DisposeAtRelease(start(context.Control));
                context.Watch(() => isAlive(owner));
                return Task.CompletedTask;
            },
            context =>
            {
                using var control = new WorkControl();
                T owner = start(control);
                context.Watch(() => isAlive(owner));
                control.End();
                owner.Dispose();
                return Task.CompletedTask;
            },
            source);

    /// <summary>Awaits the end of work, however it ends.</summary>
    public static async Task EndOf(Task work)
    {
        await work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
