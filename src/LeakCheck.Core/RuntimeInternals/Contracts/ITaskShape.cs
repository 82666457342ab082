namespace LeakCheck.RuntimeInternals.Contracts;

/// <summary>
/// What a task is made of: its context, its code and who is resumed when it completes. Without it work has no owner and no logical stack.
/// </summary>
internal interface ITaskShape
{
    /// <summary>True for the heap form of a suspended async method, a task or a pooled one.</summary>
    bool IsAsyncBox(object node);

    /// <summary>Type of the compiler's state machine inside a box; null when it cannot be told.</summary>
    Type? StateMachineType(object box);

    /// <summary>The state machine of a box (a copy where it is a struct); null when it is gone.</summary>
    object? StateMachine(object box);

    /// <summary>The delegate a task runs; null for async methods and promises.</summary>
    Delegate? Body(Task task);

    /// <summary>The state object given with the delegate.</summary>
    object? BodyState(Task task);

    /// <summary>The context a node was started under. False: the node never has one (a promise).</summary>
    bool TryGetContext(object node, out ExecutionContext? context);

    /// <summary>True when anything is called when the task completes: an awaiting method, a continuation, a thread that blocks for it.</summary>
    bool HasContinuation(Task task);

    /// <summary>Adds who is resumed when the node completes, one step outwards.</summary>
    void AddNext(object node, List<object> into);
}
