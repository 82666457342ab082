namespace LeakCheck;

/// <summary>Names survivors that are known and fail nothing. All properties that are given must match; <c>*</c> stands for any text. Rules of wider levels add up.</summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class | AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class IgnoreLeaksAttribute : Attribute
{
    /// <summary>Creates the attribute.</summary>
    /// <param name="reason">Why these survivors are accepted; must not be empty.</param>
    public IgnoreLeaksAttribute(string reason) => Reason = reason;

    /// <summary>Why these survivors are accepted.</summary>
    public string Reason { get; }

    /// <inheritdoc cref="IgnoreRule.TopMethod"/>
    public string TopMethod { get; set; } = "";

    /// <inheritdoc cref="IgnoreRule.AnyMethod"/>
    public string AnyMethod { get; set; } = "";

    /// <inheritdoc cref="IgnoreRule.CreatedBy"/>
    public string CreatedBy { get; set; } = "";

    /// <inheritdoc cref="IgnoreRule.ThreadName"/>
    public string ThreadName { get; set; } = "";

    /// <inheritdoc cref="IgnoreRule.Assembly"/>
    public string Assembly { get; set; } = "";

    /// <inheritdoc cref="IgnoreRule.Rule"/>
    public string Rule { get; set; } = "";

    /// <inheritdoc cref="IgnoreRule.Kinds"/>
    public WorkKinds Kinds { get; set; } = WorkKinds.All;

    internal IgnoreRule ToRule() => new()
    {
        Reason = Reason,
        TopMethod = TopMethod,
        AnyMethod = AnyMethod,
        CreatedBy = CreatedBy,
        ThreadName = ThreadName,
        Assembly = Assembly,
        Rule = Rule,
        Kinds = Kinds,
    };
}
