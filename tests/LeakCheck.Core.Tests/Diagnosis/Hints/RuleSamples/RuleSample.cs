namespace LeakCheck.Core.Tests.Diagnosis.Hints.RuleSamples;

/// <summary>
/// The code of one rule's page, leaky and mended. Each region of the file is a code block of <c>docs/rules</c>. What the code needs to be released again after
/// it has leaked stands outside the regions. One instance runs one of the two.
/// </summary>
public abstract class RuleSample
{
    /// <summary>What the samples work for. Loops that nothing else can stop end when it is closed.</summary>
    protected Feed Feed { get; } = new();

    /// <summary>Text that the fix line must hold, to be shown with the sample's own names.</summary>
    public abstract string Fix { get; }

    /// <summary>What a test that ran before has done, in a scope of its own.</summary>
    public virtual Task EarlierTest() => Task.CompletedTask;

    /// <summary>Leaves something behind.</summary>
    public abstract Task Leaky();

    /// <summary>Does the same and leaves nothing behind.</summary>
    public abstract Task Mended();

    /// <summary>Completes when what <see cref="Leaky"/> started has begun to run.</summary>
    public virtual Task Begun => Task.CompletedTask;

    /// <summary>Ends what <see cref="Leaky"/> left behind.</summary>
    public virtual void Release() => Feed.IsOpen = false;
}

/// <summary>Something to poll.</summary>
public sealed class Feed
{
    private readonly TaskCompletionSource _read = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isOpen = true;

    public bool IsOpen { get => _isOpen; set => _isOpen = value; }

    public int Reads { get; private set; }

    /// <summary>Completes with the first read.</summary>
    public Task WhenRead => _read.Task;

    public void Read()
    {
        Reads++;
        _read.TrySetResult();
    }

    public void Note(CancellationToken stopping)
    {
        if (!stopping.IsCancellationRequested)
        {
            Read();
        }
    }
}
