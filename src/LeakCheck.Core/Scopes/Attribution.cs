using LeakCheck.RuntimeInternals.Contracts;

namespace LeakCheck.Scopes;

/// <summary>
/// Finds the scope that started a piece of work: the marker in its own captured context; for a promise, which has none, that of whoever waits for it;
/// for a timer that never captures one, the thread that armed it. Never counts, never guesses.
/// </summary>
internal sealed class Attribution
{
    private const int MaxSteps = 256;

    /// <summary>
    /// Timers of these callbacks' declaring types never capture a context, so their owner is who armed them. Every other timer without a context was created under
    /// suppressed flow, on purpose (rule R1, born detached), and is nobody's, whoever arms it later.
    /// </summary>
    private static readonly string[] s_neverCapture =
    [
        "System.Threading.Tasks.Task+DelayPromise",
        "System.Threading.Tasks.Task+DelayPromiseWithCancellation",
        "System.Threading.Tasks.Task+CancellationPromise`1",
        "System.Threading.CancellationTokenSource",
        "System.Threading.PeriodicTimer",
    ];

    private readonly ITaskShape? _shapes;
    private readonly IContextReader _contexts;
    private readonly object _key;

    public Attribution(ITaskShape? shapes, IContextReader contexts, object key)
    {
        _shapes = shapes;
        _contexts = contexts;
        _key = key;
    }

    public Ownership OfContext(ExecutionContext? context) =>
        context is not null && _contexts.Read(context, _key) is LeakScope scope
            ? new Ownership(scope, OwnerSource.Context)
            : new Ownership(null, OwnerSource.Detached);

    /// <param name="task">A task of the runtime's list.</param>
    /// <param name="scratch">An empty list to work with; emptied again before the call returns.</param>
    public Ownership OfTask(Task task, List<object> scratch)
    {
        if (_shapes is null)
        {
            return default;
        }

        return _shapes.TryGetContext(task, out ExecutionContext? context) ? OfContext(context) : OfAwaiters(task, scratch);
    }

    /// <param name="entry">The armed timer.</param>
    /// <param name="arming">What its arming event said; null when it was armed before the engine listened.</param>
    /// <param name="scratch">An empty list to work with; emptied again before the call returns.</param>
    public Ownership OfTimer(in TimerEntry entry, TimerArming? arming, List<object> scratch)
    {
        if (entry.Context is not null)
        {
            return OfContext(entry.Context);
        }

        if (!NeverCaptures(entry.Callback))
        {
            return new Ownership(null, OwnerSource.Detached);
        }

        // Who waits for a delay owns it, even when somebody else armed it on their behalf.
        if (entry.State is Task promise && _shapes is not null && OfAwaiters(promise, scratch) is { Origin: not null } waiter)
        {
            return waiter;
        }

        if (arming is null)
        {
            return default;
        }

        return arming is { Suppressed: false, Owner: { } owner }
            ? new Ownership(owner, OwnerSource.Arming)
            : new Ownership(null, arming.Suppressed ? OwnerSource.Detached : OwnerSource.None);
    }

    private static bool NeverCaptures(Delegate callback)
    {
        Type? type = callback.Method.DeclaringType;
        while (type is { IsNested: true } && type.Name.StartsWith("<>", StringComparison.Ordinal))
        {
            type = type.DeclaringType;
        }

        if (type is null || type.Assembly != typeof(object).Assembly)
        {
            return false;
        }

        string? name = (type.IsGenericType ? type.GetGenericTypeDefinition() : type).FullName;
        return Array.IndexOf(s_neverCapture, name) >= 0;
    }

    private Ownership OfAwaiters(Task promise, List<object> scratch)
    {
        try
        {
            _shapes!.AddNext(promise, scratch);
            var result = default(Ownership);
            for (int i = 0; i < scratch.Count && i < MaxSteps; i++)
            {
                object node = scratch[i];
                if (!_shapes.TryGetContext(node, out ExecutionContext? context))
                {
                    _shapes.AddNext(node, scratch);
                    continue;
                }

                result = OfContext(context);
                if (result.Origin is not null)
                {
                    return result with { Source = OwnerSource.Awaiter };
                }
            }

            return result;
        }
        finally
        {
            scratch.Clear();
        }
    }
}
