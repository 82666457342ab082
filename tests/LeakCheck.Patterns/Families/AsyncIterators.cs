using System.Runtime.CompilerServices;

namespace LeakCheck.Patterns.Families;

/// <summary>Async streams: the producer stands at an await, or at a yield, which is no work.</summary>
internal static class AsyncIterators
{
    public static IEnumerable<Pattern> All =>
    [
        Work.Here("iterator/producer-waits", ReadAll) with { Method = nameof(Numbers) },
        new("iterator/next-pending-not-disposed", PendingLeaky, PendingClean) { Method = nameof(Numbers) },
        new("iterator/half-read", HalfReadLeaky, HalfReadClean) { LeakyClass = null },
        new("iterator/owner-not-disposed", OwnerLeaky, OwnerClean) { Method = "PumpAsync" },
        Work.Here("iterator/consumer-waits", ConsumeSlowly) with { Method = nameof(ConsumeSlowly) },
    ];

    private static async IAsyncEnumerable<int> Numbers(WorkControl control, [EnumeratorCancellation] CancellationToken token = default)
    {
        yield return 1;
        await control.Gate.WaitAsync(token); // stuck: iterator/producer-waits, iterator/next-pending-not-disposed
        yield return 2;
    }

    private static async Task ReadAll(WorkControl control)
    {
        await foreach (int number in Numbers(control))
        {
            _ = number;
        }
    }

    private static async Task ConsumeSlowly(WorkControl control)
    {
        await foreach (int number in Enumerable.Range(1, 3).ToAsync())
        {
            await control.Gate; // stuck: iterator/consumer-waits
        }
    }

    private static async IAsyncEnumerable<T> ToAsync<T>(this IEnumerable<T> source)
    {
        foreach (T item in source)
        {
            await Task.CompletedTask;
            yield return item;
        }
    }

    private static async Task PendingLeaky(PatternContext context)
    {
        IAsyncEnumerator<int> numbers = context.Keep(Numbers(context.Control).GetAsyncEnumerator(CancellationToken.None));
        await numbers.MoveNextAsync();
        context.Watch(numbers.MoveNextAsync().AsTask());
    }

    private static async Task PendingClean(PatternContext context)
    {
        using var control = new WorkControl();
        await using IAsyncEnumerator<int> numbers = Numbers(control).GetAsyncEnumerator(CancellationToken.None);
        await numbers.MoveNextAsync();
        Task next = context.Watch(numbers.MoveNextAsync().AsTask());
        control.End();
        await next;
    }

    private static async Task HalfReadLeaky(PatternContext context)
    {
        IAsyncEnumerator<int> numbers = context.Keep(Numbers(context.Control).GetAsyncEnumerator(CancellationToken.None));
        await numbers.MoveNextAsync();
    }

    private static async Task HalfReadClean(PatternContext context)
    {
        await using IAsyncEnumerator<int> numbers = Numbers(context.Control).GetAsyncEnumerator(CancellationToken.None);
        await numbers.MoveNextAsync();
    }

    private static Task OwnerLeaky(PatternContext context)
    {
        Pump pump = context.Keep(new Pump());
        context.Watch(pump.Loop);
        context.OnRelease(() => pump.DisposeAsync().AsTask());
        return Task.CompletedTask;
    }

    private static async Task OwnerClean(PatternContext context)
    {
        await using var pump = new Pump();
        context.Watch(pump.Loop);
    }

    private sealed class Pump : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop = new();

        public Pump() => Loop = PumpAsync();

        public Task Loop { get; }

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await Work.EndOf(Loop);
            _stop.Dispose();
        }

        private async Task PumpAsync()
        {
            while (true)
            {
                await Task.Delay(20, _stop.Token); // stuck: iterator/owner-not-disposed
            }
        }
    }
}
