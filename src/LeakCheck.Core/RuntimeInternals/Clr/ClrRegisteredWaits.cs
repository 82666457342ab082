using LeakCheck.RuntimeInternals.Contracts;

namespace LeakCheck.RuntimeInternals.Clr;

/// <summary>
/// <c>PortableThreadPool.ThreadPoolInstance._waitThreadsHead</c>: the pool's wait threads and what is registered with them. Read without the pool's lock:
/// a registration that comes or goes meanwhile is seen or not, as if the walk had happened a moment earlier or later.
/// </summary>
internal sealed class ClrRegisteredWaits : IRegisteredWaits
{
    private readonly object _pool;
    private readonly Func<object, object?> _head;
    private readonly Func<object, object?> _nextNode;
    private readonly Func<object, object?> _thread;
    private readonly Func<object, RegisteredWaitHandle?[]?> _waits;
    private readonly Func<object, object?> _helper;
    private readonly Func<object, Delegate?> _callback;
    private readonly Func<object, object?> _state;
    private readonly Func<object, ExecutionContext?> _context;

    public ClrRegisteredWaits()
    {
        Type pool = Accessors.RuntimeType("System.Threading.PortableThreadPool");
        _pool = Accessors.FieldOf(pool, "ThreadPoolInstance").GetValue(null) ?? throw new MissingMemberException(pool.FullName, "ThreadPoolInstance");
        _head = Accessors.Field<object?>(pool, "_waitThreadsHead");
        Type node = Accessors.RuntimeType("System.Threading.PortableThreadPool+WaitThreadNode");
        _nextNode = Accessors.Field<object?>(node, "<Next>k__BackingField", "_next", "Next");
        _thread = Accessors.Field<object?>(node, "<Thread>k__BackingField", "_thread", "Thread");
        _waits = Accessors.Field<RegisteredWaitHandle?[]?>(Accessors.RuntimeType("System.Threading.PortableThreadPool+WaitThread"), "_registeredWaits");
        _helper = Accessors.Field<object?>(typeof(RegisteredWaitHandle), "_callbackHelper");
        Type helper = Accessors.RuntimeType("System.Threading._ThreadPoolWaitOrTimerCallback");
        _callback = Accessors.Field<Delegate?>(helper, "_waitOrTimerCallback");
        _state = Accessors.Field<object?>(helper, "_state");
        _context = Accessors.Field<ExecutionContext?>(helper, "_executionContext");
    }

    public void Copy(List<WaitEntry> into)
    {
        for (object? node = _head(_pool); node is not null; node = _nextNode(node))
        {
            if (_thread(node) is not { } thread || _waits(thread) is not { } waits)
            {
                continue;
            }

            foreach (RegisteredWaitHandle? wait in waits)
            {
                if (wait is not null && _helper(wait) is { } helper)
                {
                    into.Add(new WaitEntry(wait, _callback(helper), _state(helper), _context(helper)));
                }
            }
        }
    }
}
