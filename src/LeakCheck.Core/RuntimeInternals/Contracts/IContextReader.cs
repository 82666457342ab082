namespace LeakCheck.RuntimeInternals.Contracts;

/// <summary>Reads one async-local value out of a captured context without running under it. Without it nothing can be attributed to a scope.</summary>
internal interface IContextReader
{
    /// <summary>The value of the async local in the context; null when the context does not carry it.</summary>
    object? Read(ExecutionContext context, object asyncLocal);
}
