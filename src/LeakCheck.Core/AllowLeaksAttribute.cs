namespace LeakCheck;

/// <summary>Survivors of the test or class are reported as <c>allowed</c> and fail nothing, neither the test nor the final sweep.</summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class)]
public sealed class AllowLeaksAttribute : Attribute
{
    /// <summary>Creates the attribute.</summary>
    /// <param name="reason">Why leaks are accepted here; must not be empty.</param>
    public AllowLeaksAttribute(string reason) => Reason = reason;

    /// <summary>Why leaks are accepted here.</summary>
    public string Reason { get; }
}
