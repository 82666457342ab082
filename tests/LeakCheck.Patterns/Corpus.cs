using LeakCheck.Patterns.Families;

namespace LeakCheck.Patterns;

/// <summary>Every pattern that needs nothing but the base class library.</summary>
public static class Corpus
{
    /// <summary>All patterns, in the order of their families.</summary>
    public static IReadOnlyList<Pattern> All { get; } =
    [
        .. AsyncShapes.All,
        .. AsyncIterators.All,
        .. TaskShapes.All,
        .. Completions.All,
        .. Timers.All,
        .. Threads.All,
        .. ThreadPrimitives.All,
        .. PoolWork.All,
        .. Processes.All,
        .. Channels.All,
        .. AsyncLocks.All,
        .. Sockets.All,
        .. Pipes.All,
        .. Http.All,
        .. Dataflow.All,
        .. Schedulers.All,
        .. Singletons.All,
        .. SingletonWorkers.All,
        .. Registries.All,
        .. Disposal.All,
        .. Applications.All,
        .. FileWatching.All,
    ];
}
