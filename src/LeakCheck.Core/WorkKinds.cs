namespace LeakCheck;

/// <summary>The kinds of work a scope is checked for. Combine them as flags.</summary>
[Flags]
public enum WorkKinds
{
    /// <summary>Nothing is checked.</summary>
    None = 0,

    /// <summary>Tasks and async methods that have not completed, whatever started them.</summary>
    Tasks = 1,

    /// <summary>Armed timers: <see cref="System.Threading.Timer"/>, <see cref="PeriodicTimer"/>, <see cref="Task.Delay(int)"/>, sources with a timeout.</summary>
    Timers = 2,

    /// <summary>Threads, pool threads that are still busy for the scope, and registered waits.</summary>
    Threads = 4,

    /// <summary>Every kind. The default.</summary>
    All = Tasks | Timers | Threads,
}
