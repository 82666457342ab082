using System.Diagnostics;
using System.Reflection;
using LeakCheck.RuntimeInternals;

namespace LeakCheck.Diagnosis;

/// <summary>
/// Which frames a reader of a stack is spared. Only frames of the runtime's core library that stand between pieces of user code; every entry
/// says what it is.
/// </summary>
internal static class RuntimeMachinery
{
    public const string CoreLibrary = "System.Private.CoreLib";

    private static readonly string Own = MethodNames.OfAssembly(typeof(RuntimeMachinery).Assembly);

    private static readonly IReadOnlyList<Hidden> Rules =
    [
        new("AsyncMethodBuilderCore", "*", "starts the state machine of an async method"),
        new("AsyncTaskMethodBuilder", "*", "builder of async methods"),
        new("AsyncValueTaskMethodBuilder", "*", "builder of async methods"),
        new("PoolingAsyncValueTaskMethodBuilder", "*", "builder of async methods"),
        new("AsyncVoidMethodBuilder", "*", "builder of async methods"),
        new("AsyncIteratorMethodBuilder", "*", "builder of async iterators"),
        new("AsyncHelpers", "*", "runtime-async"),
        new("TaskAwaiter", "*", "what await calls"),
        new("ConfiguredTaskAwaitable", "*", "what await calls"),
        new("ValueTaskAwaiter", "*", "what await calls"),
        new("ConfiguredValueTaskAwaitable", "*", "what await calls"),
        new("YieldAwaitable", "*", "what await calls"),
        new("ExecutionContext", "*", "carries AsyncLocal values to where code runs"),
        new("EventSource", "*", "raises the event in which a stack is captured"),
        new("EventListener", "*", "receives the event in which a stack is captured"),
        new("FrameworkEventSource", "*", "raises the event of an armed timer"),
        new("TplEventSource", "*", "raises the event of a started task"),
        new("NativeRuntimeEventSource", "*", "raises the events of the runtime"),
        new("TimerQueue", "*", "keeps armed timers"),
        new("TimerQueueTimer", "*", "the inside of every timer"),
        new("Timer", "TimerSetup", "shared part of the constructors"),
        new("ThreadPoolWorkQueue", "*", "takes work from the pool's queue"),
        new("PortableThreadPool", "*", "the pool's threads"),
        new("WindowsThreadPool", "*", "the pool's threads"),
        new("QueueUserWorkItemCallback", "*", "queued work"),
        new("QueueUserWorkItemCallbackDefaultContext", "*", "queued work"),
        new("UnsafeQueueUserWorkItemCallback", "*", "queued work"),
        new("Thread", "StartCallback", "bottom of a thread's stack"),
        new("Thread", "StartHelper", "bottom of a thread's stack"),
        new("Task", "Execute", "runs a task's delegate"),
        new("Task", "InnerInvoke", "runs a task's delegate"),
        new("Task", "RunContinuations", "runs what waits for a task"),
        new("Task", "FinishContinuations", "runs what waits for a task"),
        new("Task", "TrySetResult", "completes a task"),
        new("Task", "cctor lambda", "runs a task's delegate"),
        new("Task", "ScheduleAndStart", "hands a task to its scheduler"),
        new("Task", "InternalStartNew", "hands a task to its scheduler"),
        new("AwaitTaskContinuation", "*", "runs what waits for a task"),
        new("SynchronizationContextAwaitTaskContinuation", "*", "runs what waits for a task"),
        new("TaskScheduler", "*", "hands a task to a thread"),
        new("ThreadPoolTaskScheduler", "*", "hands a task to a thread"),
        new("RuntimeMethodHandle", "*", "call by reflection"),
        new("MethodBaseInvoker", "*", "call by reflection"),
        new("MethodInvoker", "*", "call by reflection"),
        new("RuntimeMethodInfo", "*", "call by reflection"),
        new("MethodBase", "Invoke", "call by reflection"),
    ];

    private static readonly ILookup<string, Hidden> ByType = Rules.ToLookup(r => r.Type);

    /// <summary>True for a frame that explains nothing to the author of the code under test, LeakCheck's own included.</summary>
    public static bool Hides(MethodBase method) => IsMarked(method) || Hides(MethodNames.OfAssembly(method.Module.Assembly), MethodNames.Of(method));

    /// <summary>True for a frame in which the runtime resumes an async method or runs a continuation: what stands further out completed what was awaited and did not call it.</summary>
    public static bool Resumes(MethodBase method) =>
        MethodNames.OfAssembly(method.Module.Assembly) == CoreLibrary && method.DeclaringType is { } type
        && (type.Name.Contains("StateMachineBox", StringComparison.Ordinal)
            || type.Name.EndsWith("AwaitTaskContinuation", StringComparison.Ordinal)
            || (type == typeof(Task) && method.Name is "RunContinuations" or "FinishContinuations"));

    /// <summary>As <see cref="Hides(MethodBase)"/>, for a frame of a sampled thread.</summary>
    public static bool Hides(ThreadFrame frame) => Hides(frame.Display.Assembly, frame.Display.Method);

    private static bool Hides(string? assembly, string method)
    {
        if (assembly != CoreLibrary)
        {
            return assembly == Own;
        }

        // Classes nested in a listed one are part of it: PortableThreadPool.WorkerThread.WorkerThreadStart.
        int dot = method.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && ByType[method[..dot]].Any(r => r.Method == "*" || method.AsSpan(dot + 1).StartsWith(r.Method));
    }

    private static bool IsMarked(MethodBase method)
    {
        try
        {
            return method.IsDefined(typeof(StackTraceHiddenAttribute), inherit: false)
                || method.DeclaringType?.IsDefined(typeof(StackTraceHiddenAttribute), inherit: false) == true;
        }
        catch (Exception e) when (LoadErrors.Is(e))
        {
            return false; // Attributes of a method made at run time, or of an assembly that is not there.
        }
    }

    /// <param name="Type">Name of the outermost type.</param>
    /// <param name="Method">Start of the method's name; <c>*</c> for all.</param>
    /// <param name="Reason">What the frame does.</param>
    private sealed record Hidden(string Type, string Method, string Reason);
}
