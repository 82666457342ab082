using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Tracing;
using System.Runtime.CompilerServices;

namespace LeakCheck.Scopes;

/// <summary>
/// Notes who arms which timer. The runtime raises <c>ThreadTransferSend</c> on the arming thread, with the identity hash of the timer object as its id
/// (System.Private.CoreLib: TimerQueueTimer.Change). The event is raised inside the timer queue's lock: nothing here may take a lock that is held while timers are armed.
/// </summary>
internal sealed class TimerArmings : EventListener
{
    private const string SourceName = "System.Diagnostics.Eventing.FrameworkEventSource";
    private const EventKeywords ThreadTransfer = (EventKeywords)0x10;
    private const int ThreadTransferSend = 150;
    private const int TimerKind = 1;
    private const int FirstLimit = 4096;

    private readonly ConcurrentDictionary<int, TimerArming> _byHash = new();
    private readonly ScopeMarker _marker;
    private readonly bool _stacks;
    private readonly Action _prune;
    private long _sequence;
    private int _limit = FirstLimit;
    private int _pruning;
    private EventSource? _source;

    /// <param name="marker">Says for whom the arming thread runs.</param>
    /// <param name="stacks">Whether the arming line is noted.</param>
    /// <param name="prune">Called on a pool thread when the table should be pruned.</param>
    public TimerArmings(ScopeMarker marker, bool stacks, Action prune)
    {
        _marker = marker;
        _stacks = stacks;
        _prune = prune;
        if (_source is { } source)
        {
            // The base constructor announces existing sources before the fields above are set.
            EnableEvents(source, EventLevel.Informational, ThreadTransfer);
        }
    }

    /// <summary>Rises with every arming; what is noted later has a greater number.</summary>
    public long Sequence => Volatile.Read(ref _sequence);

    /// <summary>Entries held (count).</summary>
    public int Count => _byHash.Count;

    public TimerArming? Find(object timer) => _byHash.TryGetValue(RuntimeHelpers.GetHashCode(timer), out TimerArming? arming) ? arming : null;

    /// <summary>Drops what was noted up to <paramref name="sequence"/> for timers that are not armed any more.</summary>
    public void Prune(long sequence, HashSet<int> alive)
    {
        int kept = 0;
        foreach ((int hash, TimerArming arming) in _byHash)
        {
            if (arming.Sequence <= sequence && !alive.Contains(hash))
            {
                _byHash.TryRemove(new KeyValuePair<int, TimerArming>(hash, arming));
            }
            else
            {
                kept++;
            }
        }

        _limit = Math.Max(FirstLimit, kept * 2);
        Volatile.Write(ref _pruning, 0);
    }

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == SourceName)
        {
            _source = eventSource;
            if (_marker is not null)
            {
                EnableEvents(eventSource, EventLevel.Informational, ThreadTransfer);
            }
        }
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (eventData.EventId != ThreadTransferSend || eventData.Payload is not { Count: >= 2 } payload
            || payload[1] is not int kind || kind != TimerKind || _marker is null)
        {
            return;
        }

        int hash = payload[0] is long id ? unchecked((int)id) : payload[0] is int small ? small : payload[0] is nint native ? unchecked((int)native) : 0;
        LeakScope? owner = _marker.Current;
        owner?.NoteArming();
        _byHash[hash] = new TimerArming(
            owner, ExecutionContext.IsFlowSuppressed(), _stacks ? CreationStack.Capture() : null,
            Interlocked.Increment(ref _sequence), Stopwatch.GetTimestamp());

        if (_sequence % 1024 == 0 && _byHash.Count > _limit && Interlocked.Exchange(ref _pruning, 1) == 0)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static prune => prune(), _prune, preferLocal: false);
        }
    }
}
