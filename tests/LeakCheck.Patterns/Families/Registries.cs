using System.Collections.Concurrent;
using System.Threading.Channels;

namespace LeakCheck.Patterns.Families;

/// <summary>Work of a test that something static knows of: a list, an event, a dictionary, what it waits for. Being known is not being owned: all are leaks.</summary>
internal static class Registries
{
    private static readonly List<Loop> List = [];
    private static readonly ConcurrentDictionary<Guid, Loop> ById = new();
    private static readonly SemaphoreSlim Limit = new(0);
    private static readonly Channel<int> Shared = Channel.CreateUnbounded<int>();
    private static Action? s_onStop;

    private static event Action? Changed;

    public static IEnumerable<Pattern> All =>
    [
        Registered("registry/static-list", loop => WithList(() => List.Add(loop)), loop => WithList(() => List.Remove(loop))),
        Registered("registry/static-dictionary", loop => ById[loop.Id] = loop, loop => ById.TryRemove(loop.Id, out _)),
        Registered("registry/static-event", loop => Changed += loop.OnChanged, loop => Changed -= loop.OnChanged),
        Registered("registry/static-action", loop => s_onStop += loop.OnChanged, loop => s_onStop -= loop.OnChanged),
        Work.Here("registry/waits-for-static-semaphore", control => WaitForLimit(control.Token)) with { Method = nameof(WaitForLimit) },
        Work.Here("registry/reads-static-channel", control => ReadShared(control.Token)) with { Method = nameof(ReadShared) },
    ];

    public static void RaiseChanged()
    {
        Changed?.Invoke();
        s_onStop?.Invoke();
    }

    private static void WithList(Action change)
    {
        lock (List)
        {
            change();
        }
    }

    private static Pattern Registered(string name, Action<Loop> register, Action<Loop> remove) => new(
        name,
        context =>
        {
            var loop = new Loop();
            register(loop);
            context.Watch(loop.Work);
            context.OnRelease(async () =>
            {
                remove(loop);
                await loop.StopAsync();
            });
            return Task.CompletedTask;
        },
        async context =>
        {
            var loop = new Loop();
            register(loop);
            context.Watch(loop.Work);
            await loop.StopAsync();
            remove(loop);
        })
    {
        Method = "Loop.RunAsync",
    };

    private static async Task WaitForLimit(CancellationToken token)
    {
        await Limit.WaitAsync(token); // stuck: registry/waits-for-static-semaphore
    }

    private static async Task ReadShared(CancellationToken token)
    {
        await foreach (int item in Shared.Reader.ReadAllAsync(token)) // stuck: registry/reads-static-channel
        {
            _ = item;
        }
    }

    private sealed class Loop
    {
        private readonly CancellationTokenSource _stop = new();
        private int _changes;

        public Loop() => Work = RunAsync();

        public Guid Id { get; } = Guid.NewGuid();

        public Task Work { get; }

        public void OnChanged() => _changes++;

        public async Task StopAsync()
        {
            await _stop.CancelAsync();
            await Patterns.Work.EndOf(Work);
        }

        private async Task RunAsync()
        {
            while (true)
            {
                await Task.Delay(30, _stop.Token); // stuck: registry/static-list, registry/static-dictionary, registry/static-event, registry/static-action
            }
        }
    }
}
