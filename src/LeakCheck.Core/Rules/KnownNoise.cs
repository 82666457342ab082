using LeakCheck.Diagnosis;
using LeakCheck.RuntimeInternals.Clr;

namespace LeakCheck.Rules;

/// <summary>Background work that only its name gives away: data, each entry with the reason why no general rule sees it.</summary>
/// <param name="Name">For the report.</param>
/// <param name="Kind">Kind of the survivor.</param>
/// <param name="ThreadName">Thread name (<c>*</c> is a wildcard); null when the method decides.</param>
/// <param name="Method">Method the survivor runs (<c>*</c> is a wildcard); null when the thread name decides.</param>
/// <param name="TypeArgument">Full name of a type argument of the class whose async method it is; null when that does not matter.</param>
/// <param name="Reason">Why it is no leak of the test.</param>
internal sealed record KnownNoise(string Name, SurvivorKind Kind, string? ThreadName, string? Method, string? TypeArgument, string Reason)
{
    /// <summary>True for work that is seen in its last act: a check may wait a little longer for it to be gone.</summary>
    public bool IsEnding { get; init; }

    /// <summary>Fields that lead from the task of an async method to a flag that is set when whoever the work serves is disposed; empty when that does not matter.</summary>
    public IReadOnlyList<string> Disposed { get; init; } = [];

    public static IReadOnlyList<KnownNoise> All { get; } =
    [
        new(
            "event counter poller", SurvivorKind.Thread, ".NET Counter Poller", null, null,
            "The runtime keeps one thread per process that polls EventCounters once any listener asked for them; it never ends, also not when the listener is disposed, and carries the context of whoever came first."),
        new(
            "rate limiter middleware", SurvivorKind.Task, null, "DefaultPartitionedRateLimiter.RunTimer", "Microsoft.AspNetCore.Http.HttpContext",
            "ASP.NET Core's rate limiting middleware never disposes its limiters, which are those of requests; their 100 ms timer loop outlives the application. A leak of the framework, up to two loops per application."),
        new(
            "heartbeat of SignalR's connections", SurvivorKind.Task, null, "HttpConnectionManager.ExecuteTimerLoop", null,
            "Only an application that is stopped ends the loop that closes idle connections; of one that was disposed and not stopped nothing else is left. A leak of the framework, one loop per application.")
        {
            Disposed = [AwaiterFields.StateMachine, AwaiterFields.CapturedThis, "_metrics", "_meter", "<Disposed>k__BackingField"],
        },
        new(
            "shared scheduler of StackExchange.Redis", SurvivorKind.Thread, "DefaultSocketManager:IO:*", "DedicatedThreadPoolPipeScheduler.RunWorkLoop", null,
            "SocketManager.Shared starts ten threads with the first connection of a process, for all connections; no field leads from it to them. A SocketManager that a test makes has another name."),
        new(
            "file watcher that is closing", SurvivorKind.Thread, ".NET File Watcher", "SafeHandle.Dispose", null,
            "A stopped FileSystemWatcher's thread closes its inotify handle as its last act, for which the kernel waits until nobody looks at the marks; on a busy machine that takes seconds. A watcher that runs stands in a read.")
        {
            IsEnding = true,
        },
    ];

    public bool Matches(Frozen item)
    {
        object? subject = item.Subject?.TryGetTarget(out object? live) == true ? live : null;
        return Matches(item.Draft)
            && (TypeArgument is null || (subject is not null && Mentions(subject.GetType(), TypeArgument)))
            && (Disposed.Count == 0 || Disposed.Aggregate(subject, static (node, field) => node is null ? null : FieldReader.Get(node, field)) is true);
    }

    // The task of an async method is a generic class around the method's state machine, which has the type arguments of its own class.
    private static bool Mentions(Type type, string argument) => type.GetGenericArguments().Any(a => a.FullName == argument || Mentions(a, argument));

    private bool Matches(Survivor survivor) =>
        survivor.Kind == Kind
        && (ThreadName is null || Wildcard.Matches(ThreadName, survivor.ThreadName))
        && (Method is null || survivor.Stack.Any(f => Wildcard.Matches(Method, f.Method)));
}
