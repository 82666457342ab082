namespace LeakCheck;

/// <summary>
/// A stretch of execution whose work must not outlive it. Begun on the current flow of execution; what that flow starts, directly or through any number of hops,
/// belongs to it. Safe for use from many threads.
/// </summary>
public sealed class LeakScope : IDisposable
{
    private LeakScope(string name) => Name = name;

    /// <summary>The name under which survivors are reported.</summary>
    public string Name { get; }

    /// <summary>Begins a scope on the current flow of execution.</summary>
    public static LeakScope Begin(string name, LeakOptions? options = null) => throw new NotImplementedException();

    /// <summary>Ends the scope, waits for what is alive to end, and reports what is left. Never throws for a leak.</summary>
    public ValueTask<LeakReport> CheckAsync(CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Runs a delegate with no owner: what it starts is nobody's, on purpose.</summary>
    public static T Detached<T>(Func<T> start) => throw new NotImplementedException();

    /// <inheritdoc cref="Detached{T}"/>
    public static void Detached(Action start) => throw new NotImplementedException();

    /// <summary>Ends the scope. Without an earlier check its work belongs to the scope around it.</summary>
    public void Dispose() => throw new NotImplementedException();
}
