using System.Diagnostics;

namespace LeakCheck.Patterns;

/// <summary>
/// What one run of a twin gets: a name, a switch that ends its work once the verdict was given, and a place to say what its work is, so that a corpus can check
/// itself without any engine. Safe for use from many threads.
/// </summary>
public sealed class PatternContext
{
    /// <summary>A twin that has not returned by then never will.</summary>
    internal static readonly TimeSpan BodyDeadline = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan EndDeadline = TimeSpan.FromSeconds(30);
    private readonly List<Func<bool>> _alive = [];
    private readonly List<Func<Task>> _release = [];
    private readonly List<object> _kept = [];
    private readonly object _sync = new();

    /// <summary>Creates the context of one run.</summary>
    /// <param name="name">Unique within the process.</param>
    public PatternContext(string name) => Name = name;

    /// <summary>Unique name of this run.</summary>
    public string Name { get; }

    /// <summary>Ends the leaky twin's work at release.</summary>
    public WorkControl Control { get; } = new();

    /// <summary>Fires at release.</summary>
    public CancellationToken Released => Control.Token;

    /// <summary>True while any watched work is alive.</summary>
    public bool IsAlive => Copy(_alive).Any(alive => alive());

    /// <summary>True when the twin said what its work is.</summary>
    public bool IsWatched => Copy(_alive).Length > 0;

    /// <summary>Says that this task is the work.</summary>
    public Task Watch(Task task)
    {
        Watch(() => !task.IsCompleted);
        return task;
    }

    /// <summary>Says that this thread is the work.</summary>
    public Thread Watch(Thread thread)
    {
        Watch(() => thread.IsAlive);
        return thread;
    }

    /// <summary>Says how to see whether the work is alive.</summary>
    public void Watch(Func<bool> isAlive) => Add(_alive, isAlive);

    /// <summary>Keeps an object referenced until release, as a test's own variable or field would.</summary>
    public T Keep<T>(T value)
        where T : class
    {
        Add(_kept, value);
        return value;
    }

    /// <summary>Keeps an object until release and disposes it then.</summary>
    public T DisposeAtRelease<T>(T value)
        where T : class, IDisposable
    {
        OnRelease(value.Dispose);
        return value;
    }

    /// <summary>Registers what really ends the work after the verdict; the last registered runs first.</summary>
    public void OnRelease(Action release) => OnRelease(() =>
    {
        release();
        return Task.CompletedTask;
    });

    /// <inheritdoc cref="OnRelease(Action)"/>
    public void OnRelease(Func<Task> release) => Add(_release, release);

    /// <summary>Ends the work and waits until it is gone.</summary>
    /// <param name="waitForEnd">False for work that nothing can end.</param>
    /// <exception cref="TimeoutException">The work is still alive after 30 seconds: the pattern is wrong.</exception>
    public async Task ReleaseAsync(bool waitForEnd = true)
    {
        Control.End();
        foreach (Func<Task> release in Enumerable.Reverse(Copy(_release)))
        {
            await release();
        }

        lock (_sync)
        {
            _release.Clear();
            _kept.Clear();
        }

        if (waitForEnd)
        {
            await WaitForEndAsync();
        }

        Control.Dispose();
    }

    /// <summary>Waits until no watched work is alive.</summary>
    /// <exception cref="TimeoutException">It is still alive after 30 seconds.</exception>
    public async Task WaitForEndAsync()
    {
        long start = Stopwatch.GetTimestamp();
        while (IsAlive)
        {
            if (Stopwatch.GetElapsedTime(start) > EndDeadline)
            {
                throw new TimeoutException($"The work of pattern {Name} did not end.");
            }

            await Task.Delay(5);
        }
    }

    private void Add<T>(List<T> list, T value)
    {
        lock (_sync)
        {
            list.Add(value);
        }
    }

    private T[] Copy<T>(List<T> list)
    {
        lock (_sync)
        {
            return [.. list];
        }
    }
}
