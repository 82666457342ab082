namespace LeakCheck.RuntimeInternals.Clr;

/// <summary>
/// Names of the private fields that lead from a task, timer or state machine to the code it runs and to whoever awaits it. Compiler names stand here too, because they are just as private.
/// A field that is missing on some runtime is read as null: the way that it led is then not taken.
/// </summary>
internal static class AwaiterFields
{
    /// <summary><c>Task</c>: who continues when it ends; one continuation or a list of them.</summary>
    public const string TaskContinuation = "m_continuationObject";

    /// <summary><c>Task</c>: the delegate it runs; null for promises and async methods.</summary>
    public const string TaskAction = "m_action";

    /// <summary><c>Task</c>: the delegate's argument.</summary>
    public const string TaskState = "m_stateObject";

    /// <summary><c>Task</c> that <c>ContinueWith</c> returned: the task it continues, until its delegate begins.</summary>
    public const string Antecedent = "m_antecedent";

    /// <summary>Box of an async method, pooled or not: the compiler's state machine.</summary>
    public const string StateMachine = "StateMachine";

    /// <summary>State machine: the builder, whose type tells <c>async void</c> from the rest.</summary>
    public const string Builder = "<>t__builder";

    /// <summary>State machine and display class: the instance whose method it is. Release builds leave it out where the method does not use it.</summary>
    public const string CapturedThis = "<>4__this";

    /// <summary>State machine of an async iterator: the promise of the next element.</summary>
    public const string IteratorPromise = "<>v__promiseOfValueOrEnd";

    /// <summary><c>TimerQueueTimer</c>: the callback.</summary>
    public const string TimerCallback = "_timerCallback";

    /// <summary><c>TimerQueueTimer</c>: the callback's argument.</summary>
    public const string TimerState = "_state";

    /// <summary><c>Process</c>: who is told of its exit.</summary>
    public const string ProcessExited = "_onExited";

    /// <summary>Full name of the timer type that the runtime keeps in its queues.</summary>
    public const string TimerTypeName = "System.Threading.TimerQueueTimer";

    /// <summary>Interface of every box of an async method.</summary>
    public const string BoxInterfaceName = "IAsyncStateMachineBox";

    /// <summary>
    /// Fields of the runtime's small wrappers between an awaited operation and its awaiter; the values are followed in turn.
    /// </summary>
    public static IReadOnlyList<string> Wrappers { get; } =
    [
        "m_task", // ContinueWithTaskContinuation: the task that ContinueWith returned
        "m_action", // AwaitTaskContinuation: the awaiter's MoveNext
        "_continuation", // ContinuationWrapper, value-task sources: the awaiter's MoveNext
        "_innerTask", // ContinuationWrapper: the awaiting method's box
        "_continuationState", // value-task sources: the awaiting method's box
        "_state", // operations that keep the awaiter as the state of their callback
        "_mrvtsc", // PeriodicTimer and sockets: the value-task source inside
        "_valueTaskSource", // box of a pooled ValueTask method: the value-task source inside
    ];
}
