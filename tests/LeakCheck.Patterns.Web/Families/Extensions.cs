using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Primitives;

namespace LeakCheck.Patterns.Web.Families;

/// <summary>Parts of Microsoft.Extensions that have, or seem to have, work of their own.</summary>
internal static class Extensions
{
    public static IEnumerable<Pattern> All =>
    [
        new("extensions/memory-cache", CacheLeaky, CacheClean) { LeakyClass = null },
        new("extensions/cache-factory-hangs", FactoryLeaky, FactoryClean) { Method = nameof(LoadAsync) },
        new("extensions/console-logger", LoggerLeaky, LoggerClean) { Kinds = [SurvivorKind.Thread] },
        new("extensions/file-provider-watch", WatchLeaky, WatchClean) { Kinds = [SurvivorKind.Thread, SurvivorKind.Timer, SurvivorKind.Task], NeedsLinux = true },
        new("extensions/scoped-loop", ScopedLeaky, ScopedClean) { Method = "ScopedWorker.RunAsync" },
        new("extensions/idle-http-factory", IdleFactory, IdleFactory) { LeakyClass = null },
    ];

    // An entry that expires is no work: the cache has no timer of its own.
    private static Task CacheLeaky(PatternContext context)
    {
        MemoryCache cache = context.DisposeAtRelease(new MemoryCache(new MemoryCacheOptions()));
        cache.Set("key", 1, TimeSpan.FromMinutes(5));
        return Task.CompletedTask;
    }

    private static Task CacheClean(PatternContext context)
    {
        using var cache = new MemoryCache(new MemoryCacheOptions());
        cache.Set("key", 1, TimeSpan.FromMinutes(5));
        return Task.CompletedTask;
    }

    private static Task FactoryLeaky(PatternContext context)
    {
        MemoryCache cache = context.DisposeAtRelease(new MemoryCache(new MemoryCacheOptions()));
        context.Watch(cache.GetOrCreateAsync("key", _ => LoadAsync(context.Control)));
        return Task.CompletedTask;
    }

    private static async Task FactoryClean(PatternContext context)
    {
        using var control = new WorkControl();
        using var cache = new MemoryCache(new MemoryCacheOptions());
        Task work = context.Watch(cache.GetOrCreateAsync("key", _ => LoadAsync(control)));
        control.End();
        await work;
    }

    private static async Task<int> LoadAsync(WorkControl control)
    {
        await control.Gate; // stuck: extensions/cache-factory-hangs
        return 1;
    }

    // A queue with room for one message takes the second when the thread has taken the first, and so has begun to run.
    private static ILoggerFactory StartLogging()
    {
        ILoggerFactory factory = LoggerFactory.Create(static builder => builder.AddConsoleFormatter<Blank, ConsoleFormatterOptions>().AddConsole(static options =>
        {
            options.MaxQueueLength = 1;
            options.FormatterName = nameof(Blank);
            options.LogToStandardErrorThreshold = LogLevel.Trace;
        }));
        ILogger logger = factory.CreateLogger("pattern");
        logger.LogCritical("first");
        logger.LogCritical("second");
        return factory;
    }

    private static Task LoggerLeaky(PatternContext context)
    {
        context.DisposeAtRelease(StartLogging());
        context.Watch(() => !context.Control.Ended);
        return Task.CompletedTask;
    }

    private static Task LoggerClean(PatternContext context)
    {
        StartLogging().Dispose();
        return Task.CompletedTask;
    }

    private static Task WatchLeaky(PatternContext context)
    {
        PhysicalFileProvider provider = context.DisposeAtRelease(new PhysicalFileProvider(AppContext.BaseDirectory));
        var seen = new ManualResetEventSlim();

        // A provider whose last token has fired stops its watcher, and the next token starts another thread: this one never fires.
        context.Keep(provider.Watch("never.leakcheck-pattern-other"));
        context.Keep(ChangeToken.OnChange(() => provider.Watch("*.leakcheck-pattern"), seen.Set));

        // Its thread is under way once it has told of something; a thread that has not begun to run is nobody's yet.
        string file = Path.Combine(AppContext.BaseDirectory, $"{Guid.NewGuid():N}.leakcheck-pattern");
        File.WriteAllText(file, "");
        bool told = seen.Wait(TimeSpan.FromSeconds(30));
        File.Delete(file);
        if (!told)
        {
            throw new TimeoutException("The provider did not tell of a new file.");
        }

        context.Watch(() => !context.Control.Ended);
        return Task.CompletedTask;
    }

    private static Task WatchClean(PatternContext context)
    {
        using var provider = new PhysicalFileProvider(AppContext.BaseDirectory);
        using IDisposable change = ChangeToken.OnChange(() => provider.Watch("*.leakcheck-pattern"), static () => { });
        return Task.CompletedTask;
    }

    private static Task ScopedLeaky(PatternContext context)
    {
        ServiceProvider provider = Services();
        context.OnRelease(() => provider.DisposeAsync().AsTask());
        context.Watch(provider.CreateScope().ServiceProvider.GetRequiredService<ScopedWorker>().Loop);
        context.OnRelease(() => context.Control.End());
        return Task.CompletedTask;

        ServiceProvider Services() => new ServiceCollection().AddScoped(_ => new ScopedWorker(context.Released)).BuildServiceProvider();
    }

    private static async Task ScopedClean(PatternContext context)
    {
        await using ServiceProvider provider = new ServiceCollection().AddScoped(_ => new ScopedWorker(context.Released)).BuildServiceProvider();
        await using AsyncServiceScope scope = provider.CreateAsyncScope();
        context.Watch(scope.ServiceProvider.GetRequiredService<ScopedWorker>().Loop);
    }

    private static async Task IdleFactory(PatternContext context)
    {
        await using ServiceProvider provider = new ServiceCollection().AddHttpClient().BuildServiceProvider();
        _ = provider.GetRequiredService<IHttpClientFactory>().CreateClient();
    }

    private sealed class ScopedWorker : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop;

        public ScopedWorker(CancellationToken released)
        {
            _stop = CancellationTokenSource.CreateLinkedTokenSource(released);
            Loop = RunAsync();
        }

        public Task Loop { get; }

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await Work.EndOf(Loop);
        }

        private async Task RunAsync()
        {
            while (true)
            {
                await Task.Delay(30, _stop.Token); // stuck: extensions/scoped-loop
            }
        }
    }

    private sealed class Blank() : ConsoleFormatter(nameof(Blank))
    {
        public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter) => textWriter.WriteLine();
    }
}
