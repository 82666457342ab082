namespace LeakCheck.Diagnosis.Hints;

/// <summary>What became of a cancellation token.</summary>
internal enum TokenState
{
    /// <summary>No method on the way takes one.</summary>
    Absent,

    /// <summary><c>CancellationToken.None</c>.</summary>
    None,

    /// <summary>It can be cancelled, and was not.</summary>
    NeverCancelled,

    /// <summary>It was cancelled, and the method goes on.</summary>
    Cancelled,
}

/// <summary>The token that a stuck method was given.</summary>
/// <param name="Name">The parameter, local or field; null where only the awaited operation holds it.</param>
/// <param name="State">What became of it.</param>
internal sealed record TokenFacts(string? Name, TokenState State)
{
    /// <summary>State of a live token.</summary>
    public static TokenFacts Of(string? name, CancellationToken token) =>
        new(name, token.IsCancellationRequested ? TokenState.Cancelled : token.CanBeCanceled ? TokenState.NeverCancelled : TokenState.None);
}
