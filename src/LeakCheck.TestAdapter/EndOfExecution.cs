using System.Diagnostics.Tracing;

namespace LeakCheck.TestAdapter;

/// <summary>
/// Runs an action when the last executor of a VSTest run has returned. Executors run in the order in which the file system lists their assemblies, so ours may be
/// called before the framework's; VSTest's own trace event marks the end, on the same thread, while results are still taken.
/// </summary>
internal sealed class EndOfExecution : EventListener
{
    private const string SourceName = "TestPlatform";
    private const string EndEvent = "ExecutionStop";

    private Action? _action;

    private EndOfExecution(Action action) => _action = action;

    public static void Do(Action action)
    {
        // The event source keeps its listeners alive.
        var listener = new EndOfExecution(action);
        if (EventSource.GetSources().FirstOrDefault(s => s.Name == SourceName)?.IsEnabled() != true)
        {
            listener.Dispose();
            action();
        }
    }

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == SourceName)
        {
            EnableEvents(eventSource, EventLevel.LogAlways, EventKeywords.All);
        }
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (eventData.EventName == EndEvent && Interlocked.Exchange(ref _action, null) is { } action)
        {
            action();
            Dispose();
        }
    }
}
