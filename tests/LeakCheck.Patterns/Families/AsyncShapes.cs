using System.Runtime.CompilerServices;

namespace LeakCheck.Patterns.Families;

/// <summary>Every form in which an async method can be written, standing at an await that nobody completes.</summary>
internal static class AsyncShapes
{
    public static IEnumerable<Pattern> All =>
    [
        Work.Here("async/task", WaitTask) with { Method = nameof(WaitTask) },
        Work.Here("async/task-of-t", WaitValue) with { Method = nameof(WaitValue) },
        Work.Here("async/value-task", control => WaitValueTask(control).AsTask()) with { Method = nameof(WaitValueTask) },
        Work.Here("async/value-task-of-t", control => WaitValueTaskOf(control).AsTask()) with { Method = nameof(WaitValueTaskOf) },
        Work.Here("async/pooled-value-task", WaitPooledAwaited) with { Method = nameof(WaitPooled) },
        new("async/pooled-value-task-discarded", PooledDiscardedLeaky, PooledDiscardedClean) { Method = nameof(WaitPooledFlag), Kinds = [SurvivorKind.Task, SurvivorKind.Timer] },
        new("async/void", VoidLeaky, VoidClean) { Method = nameof(WaitVoid) },
        Work.Here("async/lambda", LambdaStart) with { Method = nameof(LambdaStart) },
        Work.Here("async/static-callback", Callbacks.Wait) with { Method = nameof(Callbacks) },
        Work.Here("async/local-function", LocalFunctionStart) with { Method = "WaitLocal" },
        Work.Here("async/generic-method", control => WaitGeneric<string>(control)) with { Method = nameof(WaitGeneric) },
        Work.Here("async/generic-class", control => new GenericOwner<int>().WaitAsync(control)) with { Method = "GenericOwner" },
        Work.Here("async/nested-calls", OuterAsync) with { Method = nameof(InnerAsync) },
        Work.Here("async/interface-method", control => ((IWaits)new StructOwner(control)).WaitAsync()) with { Method = "WaitAsync" },
        Work.Here("async/second-await", SecondAwait) with { Method = nameof(SecondAwait) },
        Work.Here("async/await-in-finally", AwaitInFinally) with { Method = nameof(AwaitInFinally) },
        Work.Here("async/await-using", AwaitUsing) with { Method = "DisposeAsync" },
    ];

    /// <summary>A lambda of a static constructor that anybody may call is no singleton.</summary>
    private static class Callbacks
    {
        public static readonly Func<WorkControl, Task> Wait = async control =>
        {
            await control.Gate; // stuck: async/static-callback
        };
    }

    private interface IWaits
    {
        Task WaitAsync();
    }

    private static async Task WaitTask(WorkControl control)
    {
        await control.Gate; // stuck: async/task
    }

    private static async Task<int> WaitValue(WorkControl control)
    {
        await control.Gate; // stuck: async/task-of-t
        return 1;
    }

    private static async ValueTask WaitValueTask(WorkControl control)
    {
        await control.Gate; // stuck: async/value-task
    }

    private static async ValueTask<string> WaitValueTaskOf(WorkControl control)
    {
        await control.Gate; // stuck: async/value-task-of-t
        return "";
    }

    private static async Task WaitPooledAwaited(WorkControl control)
    {
        await WaitPooled(control);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private static async ValueTask WaitPooled(WorkControl control)
    {
        await control.Gate; // stuck: async/pooled-value-task
    }

    private static Task PooledDiscardedLeaky(PatternContext context)
    {
        var ended = new StrongBox<bool>();
        context.Watch(() => !ended.Value);
        _ = WaitPooledFlag(context.Control, ended);
        return Task.CompletedTask;
    }

    private static async Task PooledDiscardedClean(PatternContext context)
    {
        using var control = new WorkControl();
        var ended = new StrongBox<bool>();
        context.Watch(() => !ended.Value);
        ValueTask work = WaitPooledFlag(control, ended);
        control.End();
        await work;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private static async ValueTask WaitPooledFlag(WorkControl control, StrongBox<bool> ended)
    {
        try
        {
            await Task.Delay(TimeSpan.FromHours(1), control.Token); // stuck: async/pooled-value-task-discarded
        }
        catch (OperationCanceledException)
        {
            ended.Value = true;
        }
    }

    private static Task VoidLeaky(PatternContext context)
    {
        var ended = new TaskCompletionSource();
        context.Watch(() => !ended.Task.IsCompleted);
        WaitVoid(context.Control, ended);
        return Task.CompletedTask;
    }

    private static async Task VoidClean(PatternContext context)
    {
        using var control = new WorkControl();
        var ended = new TaskCompletionSource();
        WaitVoid(control, ended);
        control.End();
        await ended.Task;
    }

    private static async void WaitVoid(WorkControl control, TaskCompletionSource ended)
    {
        await control.Gate; // stuck: async/void
        ended.SetResult();
    }

    private static Task LambdaStart(WorkControl control)
    {
        Func<Task> wait = async () =>
        {
            await control.Gate; // stuck: async/lambda
        };
        return wait();
    }

    private static Task LocalFunctionStart(WorkControl control)
    {
        return WaitLocal();

        async Task WaitLocal()
        {
            await control.Gate; // stuck: async/local-function
        }
    }

    private static async Task<T?> WaitGeneric<T>(WorkControl control)
    {
        await control.Gate; // stuck: async/generic-method
        return default;
    }

    private static async Task OuterAsync(WorkControl control)
    {
        await MiddleAsync(control);
    }

    private static async Task<int> MiddleAsync(WorkControl control)
    {
        return await InnerAsync(control) + 1;
    }

    private static async ValueTask<int> InnerAsync(WorkControl control)
    {
        await control.Gate; // stuck: async/nested-calls
        return 1;
    }

    private static async Task SecondAwait(WorkControl control)
    {
        await Task.CompletedTask;
        if (control.Ended)
        {
            await Task.Yield();
        }

        await control.Gate.ConfigureAwait(false); // stuck: async/second-await
        await Task.CompletedTask;
    }

    private static async Task AwaitInFinally(WorkControl control)
    {
        try
        {
            control.Arrive();
        }
        finally
        {
            await control.Gate; // stuck: async/await-in-finally
        }
    }

    private static async Task AwaitUsing(WorkControl control)
    {
        await using var resource = new SlowResource(control);
    }

    private sealed class SlowResource(WorkControl control) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await control.Gate; // stuck: async/await-using
        }
    }

    private sealed class GenericOwner<T>
    {
        public async Task<T?> WaitAsync(WorkControl control)
        {
            await control.Gate; // stuck: async/generic-class
            return default;
        }
    }

    private readonly struct StructOwner(WorkControl control) : IWaits
    {
        async Task IWaits.WaitAsync()
        {
            await control.Gate; // stuck: async/interface-method
        }
    }
}
