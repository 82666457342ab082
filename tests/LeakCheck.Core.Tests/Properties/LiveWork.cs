using System.Collections.Concurrent;

namespace LeakCheck.Core.Tests.Properties;

/// <summary>A piece of work that lives until it is ended and, where it can, starts other work from inside of itself.</summary>
internal abstract class LiveWork
{
    private readonly ConcurrentQueue<Action> _errands = new();
    private readonly TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _outstanding = 2;
    private int _atPlace;

    /// <summary>Completed once the work is under way and what starts it has returned.</summary>
    public Task Arrived => _arrived.Task;

    /// <summary>True when it does errands.</summary>
    public virtual bool TakesErrands => true;

    /// <summary>Starts the work on the calling flow.</summary>
    public void Start()
    {
        Begin();
        CountDown();
    }

    /// <summary>Ends the work and waits for its end.</summary>
    /// <param name="kindly">By its own way; false: from outside.</param>
    public abstract Task EndAsync(bool kindly);

    /// <summary>Has the work do something from inside of itself, soon.</summary>
    public void Send(Action errand)
    {
        _errands.Enqueue(errand);
        Wake();
    }

    protected abstract void Begin();

    /// <summary>Makes the work come to its errands; work that goes round comes to them by itself.</summary>
    protected virtual void Wake()
    {
    }

    /// <summary>Says that the work is under way.</summary>
    protected void Arrive()
    {
        if (Interlocked.Exchange(ref _atPlace, 1) == 0)
        {
            CountDown();
        }
    }

    /// <summary>Says that the work is under way, and does its errands.</summary>
    protected void Attend()
    {
        Arrive();
        while (_errands.TryDequeue(out Action? errand))
        {
            errand();
        }
    }

    private void CountDown()
    {
        if (Interlocked.Decrement(ref _outstanding) == 0)
        {
            _arrived.SetResult();
        }
    }
}
