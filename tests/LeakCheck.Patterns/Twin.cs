namespace LeakCheck.Patterns;

/// <summary>Which side of a pattern runs.</summary>
public enum Twin
{
    /// <summary>Leaves its work alive.</summary>
    Leaky,

    /// <summary>Ends its work.</summary>
    Clean,
}
