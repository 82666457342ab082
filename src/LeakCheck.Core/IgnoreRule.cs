namespace LeakCheck;

/// <summary>
/// Says which survivors are known and fail nothing. All properties that are given must match; <c>*</c> stands for any text.
/// Immutable and safe for use from many threads.
/// </summary>
public sealed record IgnoreRule
{
    /// <summary>Why the survivor is accepted. Shown in the report; must not be empty.</summary>
    public required string Reason { get; init; }

    /// <summary>The method at which the survivor stands, for example <c>PricePoller.*</c>. Empty: any.</summary>
    public string TopMethod { get; init; } = "";

    /// <summary>Any method of the survivor's stack. Empty: any.</summary>
    public string AnyMethod { get; init; } = "";

    /// <summary>A method of the stack that started the work, where it is known. Empty: any.</summary>
    public string CreatedBy { get; init; } = "";

    /// <summary>The thread's name. Empty: any.</summary>
    public string ThreadName { get; init; } = "";

    /// <summary>Simple name of the assembly whose code the survivor runs. Empty: any.</summary>
    public string Assembly { get; init; } = "";

    /// <summary>Id of the diagnosis rule that the survivor raised, for example <c>LC101</c>. Empty: any.</summary>
    public string Rule { get; init; } = "";

    /// <summary>The kinds of work the rule may match. Default: every kind.</summary>
    public WorkKinds Kinds { get; init; } = WorkKinds.All;

    /// <summary>Where the rule was declared, which makes two rules with the same text different; null for rules made in code.</summary>
    internal string? Source { get; init; }
}
