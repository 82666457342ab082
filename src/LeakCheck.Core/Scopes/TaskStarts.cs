using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Tracing;

namespace LeakCheck.Scopes;

/// <summary>
/// Notes the stack that started each task, when asked to (<c>LEAKCHECK_CREATION_STACKS=all</c>): dear, but exact. The runtime raises <c>TaskScheduled</c> for tasks with a
/// delegate and <c>TraceOperationBegin</c> for async methods on the starting thread, with the task's id (System.Private.CoreLib: TplEventSource).
/// </summary>
internal sealed class TaskStarts : EventListener
{
    private const string SourceName = "System.Threading.Tasks.TplEventSource";
    private const EventKeywords TasksAndCausality = (EventKeywords)(0x2 | 0x8);
    private const int TaskScheduled = 7;
    private const int TraceOperationBegin = 14;
    private const int FirstLimit = 16_384;

    private readonly ConcurrentDictionary<int, StackTrace> _byTask = new();
    private readonly Func<HashSet<int>>? _alive;
    private int _limit = FirstLimit;
    private int _noted;
    private int _pruning;
    private EventSource? _source;

    /// <param name="alive">The ids of all tasks that have not completed, for pruning.</param>
    public TaskStarts(Func<HashSet<int>> alive)
    {
        _alive = alive;
        if (_source is { } source)
        {
            // The base constructor announces existing sources before the fields above are set.
            EnableEvents(source, EventLevel.Informational, TasksAndCausality);
        }
    }

    public StackTrace? Find(int taskId) => _byTask.TryGetValue(taskId, out StackTrace? stack) ? stack : null;

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == SourceName)
        {
            _source = eventSource;
            if (_alive is not null)
            {
                EnableEvents(eventSource, EventLevel.Informational, TasksAndCausality);
            }
        }
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        int idAt = eventData.EventId switch { TaskScheduled => 2, TraceOperationBegin => 0, _ => -1 };
        if (idAt < 0 || _alive is null || eventData.Payload is not { } payload || payload.Count <= idAt || payload[idAt] is not int id)
        {
            return;
        }

        _byTask.TryAdd(id, CreationStack.Capture());
        if (Interlocked.Increment(ref _noted) % 4096 == 0 && _byTask.Count > _limit && Interlocked.Exchange(ref _pruning, 1) == 0)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static starts => starts.Prune(), this, preferLocal: false);
        }
    }

    private void Prune()
    {
        HashSet<int> alive = _alive!();
        int newest = _byTask.Keys.DefaultIfEmpty().Max();
        foreach (int id in _byTask.Keys)
        {
            // An entry is noted a moment before its task is listed: the newest stay.
            if (!alive.Contains(id) && id < newest - FirstLimit / 2)
            {
                _byTask.TryRemove(id, out _);
            }
        }

        _limit = Math.Max(FirstLimit, _byTask.Count * 2);
        Volatile.Write(ref _pruning, 0);
    }
}
