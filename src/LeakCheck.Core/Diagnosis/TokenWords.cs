using LeakCheck.Diagnosis.Hints;

namespace LeakCheck.Diagnosis;

/// <summary>What became of the cancellation token that stuck code was given, in words.</summary>
internal static class TokenWords
{
    public static string? Of(TokenFacts? token) => token?.State switch
    {
        TokenState.Absent => "none: no method on the way takes one",
        TokenState.None => $"{token.Name} is CancellationToken.None: nothing can cancel it",
        TokenState.NeverCancelled => $"{token.Name ?? "the awaited operation's"} was never cancelled",
        TokenState.Cancelled => $"{token.Name ?? "the awaited operation's"} was cancelled, and the method goes on",
        _ => null,
    };
}
