namespace LeakCheck.Scopes;

/// <summary>How the owner of a piece of work was found.</summary>
internal enum OwnerSource
{
    /// <summary>Nothing says whose it is.</summary>
    None,

    /// <summary>It was started under a context without a marker: it is nobody's.</summary>
    Detached,

    /// <summary>Its own captured context.</summary>
    Context,

    /// <summary>The context of what waits for it.</summary>
    Awaiter,

    /// <summary>The thread that armed it.</summary>
    Arming,
}

/// <summary>Whose a piece of work is.</summary>
/// <param name="Origin">The innermost scope that started it; null when it is nobody's.</param>
/// <param name="Source">How that was found.</param>
internal readonly record struct Ownership(LeakScope? Origin, OwnerSource Source)
{
    /// <summary>The scope that answers for it: the origin, or the one around it when that ended without a check of its own or is a request.</summary>
    public LeakScope? Scope => Origin?.Effective;

    /// <summary>Method and route of the request that started it; null when none did.</summary>
    public string? Request => RequestOf(Origin);

    private static string? RequestOf(LeakScope? scope)
    {
        while (scope is { Request: null })
        {
            scope = scope.Parent;
        }

        return scope?.Request?.Text;
    }
}
