namespace LeakCheck.Diagnosis.Hints;

/// <summary>A cancellation source in a field of a holder.</summary>
/// <param name="Field">Name of the field.</param>
/// <param name="IsCancelled">Whether it was cancelled.</param>
/// <param name="IsCancelledByDispose">Whether the holder's dispose method uses the field and cancels something.</param>
internal sealed record SourceFacts(string Field, bool IsCancelled, bool IsCancelledByDispose);

/// <summary>The program's object whose method is stuck: names and flags only.</summary>
internal sealed record HolderFacts
{
    /// <summary>Short name of its type.</summary>
    public required string Type { get; init; }

    public bool IsDisposable { get; init; }

    public bool IsAsyncDisposable { get; init; }

    /// <summary>Whether it was disposed, as its own flag or what its dispose method would have stopped tells; null when neither does.</summary>
    public bool? IsDisposed { get; init; }

    /// <summary>Cancellation sources in its fields.</summary>
    public IReadOnlyList<SourceFacts> Sources { get; init; } = [];

    /// <summary>The field that holds the survivor's own task or timer; null when none does.</summary>
    public string? PartField { get; init; }

    /// <summary>Whether the dispose method uses that field.</summary>
    public bool DisposeUsesPart { get; init; }

    /// <summary>The field that holds what its method waits for, such as a PeriodicTimer; null when none does.</summary>
    public string? AwaitedField { get; init; }

    /// <summary>Whether the dispose method uses that field.</summary>
    public bool DisposeUsesAwaited { get; init; }

    /// <summary>Its only field that is a channel or a BlockingCollection; null when there is none, or more than one.</summary>
    public string? QueueField { get; init; }

    /// <summary>Every constructor has parameters.</summary>
    public bool TakesArguments { get; init; }

    /// <summary>A class that the test's code cannot name: internal to another assembly, which has not made the test's a friend.</summary>
    public bool IsOutOfReach { get; init; }

    /// <summary>The methods that its dispose method calls: <c>Thread.Join</c>.</summary>
    public IReadOnlySet<string> DisposeCalls { get; init; } = new HashSet<string>();

    /// <summary>A hosted service of a generic host.</summary>
    public bool IsHostedService { get; init; }

    /// <summary>A hosted service whose host has asked it to stop, as the token source in its base class tells.</summary>
    public bool WasAskedToStop { get; init; }

    /// <summary>The source that nobody cancelled; null when there is none.</summary>
    public SourceFacts? Open => Sources.FirstOrDefault(s => !s.IsCancelled);

    /// <summary>True when it has a dispose method of either sort.</summary>
    public bool CanBeDisposed => IsDisposable || IsAsyncDisposable;

    /// <summary>True when it is known that its dispose method was not called.</summary>
    public bool WasNotDisposed => CanBeDisposed && IsDisposed == false;
}
