namespace LeakCheck.Patterns.Families;

/// <summary>Owners whose clean-up is forgotten, incomplete or wrong, and owners started with no owner on purpose.</summary>
internal static class Disposal
{
    public static IEnumerable<Pattern> All =>
    [
        new("disposal/nested-owner-forgotten", NestedLeaky, NestedClean) { Method = "Inner.RunAsync" },
        new("disposal/forgets-the-loop", context => ForgetsAsync(context, forgets: true), context => ForgetsAsync(context, forgets: false)) { Method = "Forgetful.RunAsync" },
        new("disposal/token-ignored", context => IgnoresAsync(context, ignores: true), context => IgnoresAsync(context, ignores: false)) { Method = "Deaf.RunAsync" },
        new("disposal/stop-not-awaited", StopLeaky, StopClean) { Method = "SlowToStop" },
        new("disposal/constructor-throws", ThrowsLeaky, ThrowsClean) { Method = "HalfBuilt.RunAsync" },
        new("disposal/wrong-source-cancelled", context => WrongSourceAsync(context, wrong: true), context => WrongSourceAsync(context, wrong: false)) { Method = nameof(LoopAsync) },
        new("detached/shared-on-purpose", PlainLeaky, DetachedClean) { Method = nameof(SharedLoopAsync) },
    ];

    private static Task NestedLeaky(PatternContext context)
    {
        Outer outer = new();
        context.Watch(outer.Inner.Loop);
        context.OnRelease(() => outer.DisposeAsync().AsTask());
        return Task.CompletedTask;
    }

    private static async Task NestedClean(PatternContext context)
    {
        await using var outer = new Outer();
        context.Watch(outer.Inner.Loop);
    }

    private static async Task ForgetsAsync(PatternContext context, bool forgets)
    {
        await using var owner = new Forgetful(forgets, context.Released);
        context.Watch(owner.Loop);
    }

    private static async Task IgnoresAsync(PatternContext context, bool ignores)
    {
        await using var owner = new Deaf(context.Control, ignores);
        context.Watch(owner.Loop);
    }

    private static Task StopLeaky(PatternContext context)
    {
        SlowToStop owner = new(context.Control);
        context.Watch(owner.StopAsync());
        return Task.CompletedTask;
    }

    private static async Task StopClean(PatternContext context)
    {
        using var control = new WorkControl();
        SlowToStop owner = new(control);
        Task stop = context.Watch(owner.StopAsync());
        control.End();
        await stop;
    }

    private static Task ThrowsLeaky(PatternContext context)
    {
        try
        {
            _ = new HalfBuilt(context, context.Released);
        }
        catch (InvalidOperationException)
        {
            // What the constructor started has no owner any more.
        }

        return Task.CompletedTask;
    }

    private static Task ThrowsClean(PatternContext context)
    {
        using var stop = new CancellationTokenSource();
        try
        {
            _ = new HalfBuilt(context, stop.Token);
        }
        catch (InvalidOperationException)
        {
            stop.Cancel();
        }

        return Task.CompletedTask;
    }

    private static async Task WrongSourceAsync(PatternContext context, bool wrong)
    {
        using CancellationTokenSource outer = CancellationTokenSource.CreateLinkedTokenSource(context.Released);
        using CancellationTokenSource inner = CancellationTokenSource.CreateLinkedTokenSource(outer.Token);
        Task work = context.Watch(LoopAsync(wrong ? context.Released : inner.Token));
        await inner.CancelAsync();
        if (!wrong)
        {
            await Work.EndOf(work);
        }
    }

    private static async Task LoopAsync(CancellationToken token)
    {
        while (true)
        {
            await Task.Delay(20, token); // stuck: disposal/wrong-source-cancelled
        }
    }

    private static Task PlainLeaky(PatternContext context)
    {
        context.Watch(SharedLoopAsync(context.Released));
        return Task.CompletedTask;
    }

    private static Task DetachedClean(PatternContext context)
    {
        context.Keep(LeakScope.Detached(() => SharedLoopAsync(context.Released)));
        return Task.CompletedTask;
    }

    private static async Task SharedLoopAsync(CancellationToken token)
    {
        while (true)
        {
            await Task.Delay(20, token); // stuck: detached/shared-on-purpose
        }
    }

    private sealed class Outer : IAsyncDisposable
    {
        public Inner Inner { get; } = new();

        public ValueTask DisposeAsync() => Inner.DisposeAsync();
    }

    private sealed class Inner : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop = new();

        public Inner() => Loop = RunAsync();

        public Task Loop { get; }

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await Work.EndOf(Loop);
        }

        private async Task RunAsync()
        {
            await Task.Delay(Timeout.Infinite, _stop.Token); // stuck: disposal/nested-owner-forgotten
        }
    }

    private sealed class Forgetful : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop;
        private readonly bool _forgets;

        public Forgetful(bool forgets, CancellationToken released)
        {
            _stop = CancellationTokenSource.CreateLinkedTokenSource(released);
            _forgets = forgets;
            Loop = RunAsync(_stop.Token);
        }

        public Task Loop { get; }

        public async ValueTask DisposeAsync()
        {
            if (!_forgets)
            {
                await _stop.CancelAsync();
                await Work.EndOf(Loop);
            }
        }

        private static async Task RunAsync(CancellationToken token)
        {
            while (true)
            {
                await Task.Delay(20, token); // stuck: disposal/forgets-the-loop
            }
        }
    }

    private sealed class Deaf : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop = new();

        public Deaf(WorkControl control, bool ignores) => Loop = RunAsync(control, ignores ? CancellationToken.None : _stop.Token);

        public Task Loop { get; }

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            _stop.Dispose();
        }

        private static async Task RunAsync(WorkControl control, CancellationToken token)
        {
            while (!control.Ended)
            {
                await Task.Delay(20, token); // stuck: disposal/token-ignored
            }
        }
    }

    private sealed class SlowToStop(WorkControl control)
    {
        public async Task StopAsync()
        {
            await DrainAsync();
        }

        private async Task DrainAsync()
        {
            await control.Gate; // stuck: disposal/stop-not-awaited
        }
    }

    private sealed class HalfBuilt
    {
        public HalfBuilt(PatternContext context, CancellationToken token)
        {
            context.Watch(RunAsync(token));
            throw new InvalidOperationException("The second half could not be built.");
        }

        private static async Task RunAsync(CancellationToken token)
        {
            while (true)
            {
                await Task.Delay(20, token); // stuck: disposal/constructor-throws
            }
        }
    }
}
