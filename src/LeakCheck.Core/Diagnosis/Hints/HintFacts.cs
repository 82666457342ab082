namespace LeakCheck.Diagnosis.Hints;

/// <summary>What the search for a static owner adds to the facts.</summary>
internal enum RootKind
{
    /// <summary>Nothing of use.</summary>
    None,

    /// <summary>It is an element of a collection in a static field.</summary>
    Collection,

    /// <summary>It would be a singleton, but there is a second one.</summary>
    Growing,
}

/// <summary>What is known about a survivor beside its report: collected while its objects are at hand; names, kinds and flags only, never values.</summary>
internal sealed record HintFacts
{
    public static HintFacts None { get; } = new();

    /// <summary>What failed while they were collected; null when nothing did.</summary>
    public string? Missing { get; init; }

    /// <summary>What the innermost method awaits.</summary>
    public AwaitKind Awaits { get; init; }

    /// <summary>The token it was given; null when that could not be read.</summary>
    public TokenFacts? Token { get; init; }

    /// <summary>The object whose method is stuck.</summary>
    public HolderFacts? Holder { get; init; }

    /// <summary>The call in which its thread blocks, as <see cref="WaitReasons"/> names it.</summary>
    public string? BlockedIn { get; init; }

    /// <summary>The lock its thread waits for, where that has a name.</summary>
    public LockWait? Lock { get; init; }

    /// <summary>The blocking call is made by a library, not by the program's own code.</summary>
    public bool BlocksInLibrary { get; init; }

    /// <summary>Nobody awaits it although it has a task.</summary>
    public bool IsDiscarded { get; init; }

    /// <summary>Its outermost method is <c>async void</c>.</summary>
    public bool IsAsyncVoid { get; init; }

    /// <summary>Its outermost method is an async iterator.</summary>
    public bool IsIterator { get; init; }

    /// <summary>It has code of its own: an async method or a delegate.</summary>
    public bool HasCode { get; init; }

    /// <summary>A timer of this type: <c>System.Threading.Timer</c>, <c>CancellationTokenSource</c>, ...; null for what is no timer.</summary>
    public string? TimerType { get; init; }

    /// <summary>A wait registered with the thread pool.</summary>
    public bool IsRegisteredWait { get; init; }

    /// <summary>A thread of the pool.</summary>
    public bool IsPoolThread { get; init; }

    /// <summary>Runtime types with code on the way, by full name.</summary>
    public IReadOnlyList<string> Calls { get; init; } = [];

    /// <summary>The package whose code it is, where none of the program's own is on the way.</summary>
    public string? Library { get; init; }

    /// <summary>The package's public type whose object a timer calls, where that can be disposed; null for any other work.</summary>
    public string? LibraryType { get; init; }

    /// <summary>The package in one of whose methods the program's own innermost method waits; null when it awaits an operation of the runtime itself.</summary>
    public string? Through { get; init; }

    /// <summary>Where the test set that package, or a part of the runtime, to work; null when the program's own code is on the way or it was not found.</summary>
    public LibraryUse? Use { get; init; }

    /// <summary>What the search for a static owner found.</summary>
    public RootKind Root { get; init; }

    /// <summary>True when code of the runtime's namespace is on the way.</summary>
    public bool Uses(string prefix) => Calls.Any(c => c.StartsWith(prefix, StringComparison.Ordinal));
}
