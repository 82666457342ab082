using LeakCheck.Diagnosis;

namespace LeakCheck.Rules;

/// <summary>Background work that only its name gives away: data, each entry with the reason why no general rule sees it.</summary>
/// <param name="Name">For the report.</param>
/// <param name="Kind">Kind of the survivor.</param>
/// <param name="ThreadName">Exact thread name; null when the method decides.</param>
/// <param name="Method">Method the survivor runs (<c>*</c> is a wildcard); null when the thread name decides.</param>
/// <param name="ArmedIn">A method on the stack that armed its timer (<c>*</c> is a wildcard); null when that does not matter.</param>
/// <param name="Reason">Why it is no leak of the test.</param>
internal sealed record KnownNoise(string Name, SurvivorKind Kind, string? ThreadName, string? Method, string? ArmedIn, string Reason)
{
    /// <summary>True for work that is seen in its last act: a check may wait a little longer for it to be gone.</summary>
    public bool IsEnding { get; init; }

    public static IReadOnlyList<KnownNoise> All { get; } =
    [
        new(
            "event counter poller", SurvivorKind.Thread, ".NET Counter Poller", null, null,
            "The runtime keeps one thread per process that polls EventCounters once any listener asked for them; it never ends, also not when the listener is disposed, and carries the context of whoever came first."),
        new(
            "rate limiter middleware", SurvivorKind.Task, null, "DefaultPartitionedRateLimiter.RunTimer", "RateLimitingMiddleware.*",
            "ASP.NET Core's rate limiting middleware never disposes its limiters; their 100 ms timer loop outlives the application. A leak of the framework, two loops per application."),
        new(
            "file watcher that is closing", SurvivorKind.Thread, ".NET File Watcher", "SafeHandle.Dispose", null,
            "A stopped FileSystemWatcher's thread closes its inotify handle as its last act, for which the kernel waits until nobody looks at the marks; on a busy machine that takes seconds. A watcher that runs stands in a read.")
        {
            IsEnding = true,
        },
    ];

    public bool Matches(Frozen item) => Matches(item.Draft) && (ArmedIn is null || item.ArmedAt.Any(f => Wildcard.Matches(ArmedIn, f.Method)));

    private bool Matches(Survivor survivor) =>
        survivor.Kind == Kind
        && (ThreadName is null || survivor.ThreadName == ThreadName)
        && (Method is null || survivor.Stack.Any(f => Wildcard.Matches(Method, f.Method)));
}
