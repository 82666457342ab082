using System.Reflection;
using LeakCheck.RuntimeInternals.Contracts;

namespace LeakCheck.RuntimeInternals.Clr;

/// <summary>
/// <c>TimerQueue.Instances</c>: one queue per processor, each with two linked lists (System.Private.CoreLib: Timer.cs). The queue's own lock is taken while walking:
/// a monitor on the queue up to .NET 8, the <c>Lock</c> in <c>SharedLock</c> from .NET 9 on.
/// </summary>
internal sealed class ClrTimerQueues : ITimerQueues
{
    private readonly QueueAccess[] _queues;
    private readonly Func<object, object?> _short;
    private readonly Func<object, object?> _long;
    private readonly Func<object, object?> _next;
    private readonly Func<object, long> _startTicks;
    private readonly Func<object, uint> _dueTime;
    private readonly Func<object, uint> _period;
    private readonly Func<object, Delegate> _callback;
    private readonly Func<object, object?> _state;
    private readonly Func<object, ExecutionContext?> _context;
    private readonly Func<object, bool> _canceled;
    private readonly Func<long> _now;

    public ClrTimerQueues()
    {
        Type queue = Accessors.RuntimeType("System.Threading.TimerQueue");
        Type timer = Accessors.RuntimeType("System.Threading.TimerQueueTimer");
        _short = Accessors.Field<object?>(queue, "_shortTimers");
        _long = Accessors.Field<object?>(queue, "_longTimers");
        _next = Accessors.Field<object?>(timer, "_next");
        _startTicks = Accessors.Field<long>(timer, "_startTicks");
        _dueTime = Accessors.Field<uint>(timer, "_dueTime");
        _period = Accessors.Field<uint>(timer, "_period");
        _callback = Accessors.Field<Delegate>(timer, "_timerCallback");
        _state = Accessors.Field<object?>(timer, "_state");
        _context = Accessors.Field<ExecutionContext?>(timer, "_executionContext");
        _canceled = Accessors.Field<bool>(timer, "_canceled");

        MethodInfo now = queue.GetProperty("TickCount64", Accessors.Any)?.GetMethod ?? throw new MissingMemberException(queue.FullName, "TickCount64");
        _now = now.CreateDelegate<Func<long>>();
        var instances = queue.GetProperty("Instances", Accessors.Any)?.GetValue(null) as Array ?? throw new MissingMemberException(queue.FullName, "Instances");
        PropertyInfo? sharedLock = queue.GetProperty("SharedLock", Accessors.Any);
        _queues = [.. instances.Cast<object>().Select(q => new QueueAccess(q, sharedLock?.GetValue(q)))];
    }

    public long Now => _now();

    public void CopySince(long sinceTicks, List<TimerEntry> into)
    {
        foreach (QueueAccess queue in _queues)
        {
            queue.Enter();
            try
            {
                // Timers due within a third of a second; the list is short, and one moved here from the long list keeps its old start time.
                Copy(_short(queue.Queue), long.MinValue, into);

                // Newly armed timers are linked at the head and only they get a newer start time at linking, so an older one ends the search.
                Copy(_long(queue.Queue), sinceTicks, into);
            }
            finally
            {
                queue.Exit();
            }
        }
    }

    public bool IsClosed(object timer) => _canceled(timer);

    private void Copy(object? head, long sinceTicks, List<TimerEntry> into)
    {
        for (object? timer = head; timer is not null; timer = _next(timer))
        {
            long start = _startTicks(timer);
            if (start < sinceTicks)
            {
                return;
            }

            uint period = _period(timer);
            into.Add(new TimerEntry(
                timer, _callback(timer), _state(timer), _context(timer), start, _dueTime(timer), period is uint.MaxValue or 0 ? null : period));
        }
    }

    private sealed class QueueAccess
    {
        private readonly Action? _enter;
        private readonly Action? _exit;

        public QueueAccess(object queue, object? sharedLock)
        {
            Queue = queue;
            if (sharedLock is not null)
            {
                // System.Threading.Lock does not exist in the framework this assembly is compiled against.
                _enter = sharedLock.GetType().GetMethod("Enter", Type.EmptyTypes)!.CreateDelegate<Action>(sharedLock);
                _exit = sharedLock.GetType().GetMethod("Exit", Type.EmptyTypes)!.CreateDelegate<Action>(sharedLock);
            }
        }

        public object Queue { get; }

        public void Enter()
        {
            if (_enter is not null)
            {
                _enter();
            }
            else
            {
                Monitor.Enter(Queue);
            }
        }

        public void Exit()
        {
            if (_exit is not null)
            {
                _exit();
            }
            else
            {
                Monitor.Exit(Queue);
            }
        }
    }
}
