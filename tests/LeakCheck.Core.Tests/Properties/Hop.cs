namespace LeakCheck.Core.Tests.Properties;

/// <summary>A way by which execution goes on elsewhere. The owner must follow it.</summary>
internal enum Hop
{
    Run,
    LongRunning,
    Queue,
    Thread,
    Yield,
    Tick,
    Continuation,
    Registration,
    RegisteredWait,
}
