namespace LeakCheck.Core.Tests.Properties;

/// <summary>For whom work is started.</summary>
internal enum Flow
{
    /// <summary>For the scope in which the program stands.</summary>
    Own,

    /// <summary>For nobody, by <see cref="LeakScope.Detached(Action)"/>.</summary>
    Detached,

    /// <summary>For nobody, because the flow of the execution context is suppressed.</summary>
    Suppressed,
}
