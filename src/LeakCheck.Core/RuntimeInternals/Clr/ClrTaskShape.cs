using System.Runtime.CompilerServices;
using LeakCheck.RuntimeInternals.Contracts;

namespace LeakCheck.RuntimeInternals.Clr;

/// <summary>
/// Fields of <see cref="Task"/>, of the async method builders' boxes and of the continuation objects
/// (System.Private.CoreLib: Task.cs, TaskContinuation.cs, AsyncTaskMethodBuilderT.cs, PoolingAsyncValueTaskMethodBuilderT.cs).
/// </summary>
internal sealed class ClrTaskShape : ITaskShape
{
    private readonly Func<object, bool> _isBox;
    private readonly Func<object, bool> _isWrapper;
    private readonly Func<object, Action> _wrapped;
    private readonly Func<object, bool> _isContinueWith;
    private readonly Func<object, Task> _continueWithTask;
    private readonly Func<object, bool> _isAwaitContinuation;
    private readonly Func<object, Action> _awaitAction;
    private readonly object _completed;
    private readonly ConditionalWeakTable<Type, StrongBox<Type?>> _machineTypes = [];

    public ClrTaskShape()
    {
        _isBox = Accessors.IsInstance(Accessors.RuntimeType("System.Runtime.CompilerServices.IAsyncStateMachineBox"));
        Type wrapper = Accessors.RuntimeType("System.Runtime.CompilerServices.AsyncMethodBuilderCore+ContinuationWrapper");
        _isWrapper = Accessors.IsInstance(wrapper);
        _wrapped = Accessors.Field<Action>(wrapper, "_continuation");
        Type continueWith = Accessors.RuntimeType("System.Threading.Tasks.ContinueWithTaskContinuation");
        _isContinueWith = Accessors.IsInstance(continueWith);
        _continueWithTask = Accessors.Field<Task>(continueWith, "m_task");
        Type awaitContinuation = Accessors.RuntimeType("System.Threading.Tasks.AwaitTaskContinuation");
        _isAwaitContinuation = Accessors.IsInstance(awaitContinuation);
        _awaitAction = Accessors.Field<Action>(awaitContinuation, "m_action");
        _completed = Accessors.FieldOf(typeof(Task), "s_taskCompletionSentinel").GetValue(null)!;

        Task probe = Task.CompletedTask;
        _ = ContinuationObject(probe);
        _ = StateObject(probe);
        _ = ActionObject(probe);
        _ = CapturedContext(probe);
    }

    public bool IsAsyncBox(object node) => _isBox(node);

    public Type? StateMachineType(object box)
    {
        Type type = box.GetType();
        if (!_machineTypes.TryGetValue(type, out StrongBox<Type?>? known))
        {
            // The box is nested in its builder: generic arguments are the builder's result and, last, the state machine.
            Type? machine = type.IsGenericType ? type.GetGenericArguments().LastOrDefault(a => typeof(IAsyncStateMachine).IsAssignableFrom(a)) : null;
            known = _machineTypes.GetValue(type, _ => new StrongBox<Type?>(machine));
        }

        return known.Value;
    }

    public object? StateMachine(object box) => FieldReader.Get(box, "StateMachine");

    public Delegate? Body(Task task) => _isBox(task) ? null : ActionObject(task);

    public object? BodyState(Task task) => StateObject(task);

    public bool TryGetContext(object node, out ExecutionContext? context)
    {
        context = null;
        if (node is Task task)
        {
            if (_isBox(node))
            {
                // AsyncStateMachineBox<T>.Context is stored in Task.m_stateObject.
                context = StateObject(task) as ExecutionContext;
                return true;
            }

            if (ActionObject(task) is not null)
            {
                context = CapturedContext(task);
                return true;
            }

            return false;
        }

        if (_isBox(node))
        {
            context = FieldReader.Get(node, "Context") as ExecutionContext;
            return true;
        }

        return false;
    }

    public bool HasContinuation(Task task) => ContinuationObject(task) is not null;

    public void AddNext(object node, List<object> into)
    {
        if (node is Task task)
        {
            AddContinuation(ContinuationObject(task), into);
        }

        if (_isBox(node))
        {
            AddBoxContinuation(node, into);
        }
    }

    private void AddContinuation(object? continuation, List<object> into)
    {
        switch (continuation)
        {
            case null:
                return;
            case Delegate { Target: { } target }:
                AddContinuation(target, into);
                return;

            // The runtime's own list, and exactly that: a delegate's target may be a list of the program's, whose enumerator is foreign code.
            case List<object?> list when list.GetType() == typeof(List<object?>):
                lock (list)
                {
                    foreach (object? item in list)
                    {
                        AddContinuation(item, into);
                    }
                }

                return;
        }

        if (ReferenceEquals(continuation, _completed))
        {
            return;
        }

        if (continuation is Task || _isBox(continuation))
        {
            into.Add(continuation);
        }
        else if (_isWrapper(continuation))
        {
            AddContinuation(_wrapped(continuation), into);
        }
        else if (_isContinueWith(continuation))
        {
            // Cleared once the antecedent completed.
            if (_continueWithTask(continuation) is { } next)
            {
                into.Add(next);
            }
        }
        else if (_isAwaitContinuation(continuation))
        {
            AddContinuation(_awaitAction(continuation), into);
        }
    }

    private void AddBoxContinuation(object box, List<object> into)
    {
        // A pooled box is an IValueTaskSource: who awaits it stands in its source core.
        if (box is not Task && FieldReader.Get(box, "_valueTaskSource") is { } core)
        {
            AddContinuation(FieldReader.Get(core, "_continuationState"), into);
        }

        // An async iterator is awaited through the promise inside its state machine.
        if (StateMachineType(box) is { } type && FieldReader.Find(type, "<>v__promiseOfValueOrEnd") is not null
            && StateMachine(box) is { } machine && FieldReader.Get(machine, "<>v__promiseOfValueOrEnd") is { } promise)
        {
            AddContinuation(FieldReader.Get(promise, "_continuationState"), into);
        }
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "m_continuationObject")]
    private static extern ref object? ContinuationObject(Task task);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "m_stateObject")]
    private static extern ref object? StateObject(Task task);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "m_action")]
    private static extern ref Delegate? ActionObject(Task task);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_CapturedContext")]
    private static extern ExecutionContext? CapturedContext(Task task);
}
