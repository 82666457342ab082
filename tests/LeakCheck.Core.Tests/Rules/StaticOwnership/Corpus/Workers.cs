using System.Runtime.CompilerServices;

namespace LeakCheck.Core.Tests.Rules.StaticOwnership.Corpus;

/// <summary>A loop that waits for work until it is disposed. Its method uses <c>this</c>.</summary>
public class LoopWorker : IDisposable
{
    private readonly TaskCompletionSource _stop = new();
    private readonly Task _loop;
    private int _rounds;

    public LoopWorker() => _loop = RunAsync();

    public Task Survivor => _loop;

    public virtual void Dispose()
    {
        _stop.TrySetResult();
        GC.SuppressFinalize(this);
    }

    private async Task RunAsync()
    {
        while (!_stop.Task.IsCompleted)
        {
            _rounds++;
            await _stop.Task;
        }
    }
}

/// <summary>As <see cref="LoopWorker"/>, but nothing in its own fields refers to the task: only the method's <c>this</c> leads here.</summary>
public sealed class ForgetfulWorker : IDisposable
{
    private readonly TaskCompletionSource _stop = new();
    private int _rounds;

    public Task Begin() => RunAsync();

    public void Dispose() => _stop.TrySetResult();

    private async Task RunAsync()
    {
        while (!_stop.Task.IsCompleted)
        {
            _rounds++;
            await _stop.Task;
        }
    }
}

/// <summary>A timer whose callback is a method of the object.</summary>
public sealed class TimerWorker : IDisposable
{
    private readonly Timer _timer;

    public TimerWorker() => _timer = new Timer(_ => Tick(), null, TimeSpan.FromHours(1), TimeSpan.FromHours(1));

    public int Ticks { get; private set; }

    public object Survivor => RuntimeTimers.Of(_timer);

    public void Dispose() => _timer.Dispose();

    private void Tick() => Ticks++;
}

/// <summary>A thread that waits until the object is disposed.</summary>
public sealed class ThreadWorker : IDisposable
{
    private readonly ManualResetEventSlim _stop = new();
    private readonly Thread _thread;

    public ThreadWorker()
    {
        _thread = StoppableThread.Start(_stop);
    }

    public Thread Survivor => _thread;

    public void Dispose() => _stop.Set();
}

/// <summary>Threads for cases.</summary>
internal static class StoppableThread
{
    public static Thread Start(ManualResetEventSlim stop)
    {
        var thread = new Thread(stop.Wait) { IsBackground = true };
        thread.Start();
        return thread;
    }
}

/// <summary>The runtime's inner timer behind a public one: the object that an engine finds in the timer queues.</summary>
internal static class RuntimeTimers
{
    public static object Of(object timer)
    {
        while (timer.GetType().FullName != "System.Threading.TimerQueueTimer")
        {
            timer = PrivateFields.Get(timer, "_timer") ?? throw new InvalidOperationException($"{timer.GetType()} keeps no armed timer.");
        }

        return timer;
    }
}

internal static class PrivateFields
{
    public static object? Get(object holder, string name)
    {
        for (Type? type = holder.GetType(); type is not null; type = type.BaseType)
        {
            if (type.GetField(name, System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.DeclaredOnly) is { } field)
            {
                return field.GetValue(holder);
            }
        }

        return null;
    }
}

/// <summary>A gate at which loops without an object wait.</summary>
internal sealed class Gate
{
    private readonly TaskCompletionSource _open = new();

    public Task Opened => _open.Task;

    public void Open() => _open.TrySetResult();

    /// <summary>A method of nobody: its state machine captures the gate only.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static async Task LoopAsync(Gate gate)
    {
        while (!gate.Opened.IsCompleted)
        {
            await gate.Opened;
        }
    }
}
