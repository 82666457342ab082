using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Diagnostics.Tracing;
using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using System.Text;

namespace LeakCheck.Rules.StaticOwnership;

/// <summary>Objects at which a path of ownership ends.</summary>
/// <param name="Type">A type; its subclasses are included. Null when the type is internal and <paramref name="FullName"/> names it.</param>
/// <param name="FullName">Full name of the type or, for a generic one, of its definition.</param>
/// <param name="Reason">Why nothing is owned through it.</param>
internal sealed record StopRule(Type? Type, string FullName, string Reason)
{
    public StopRule(Type type, string reason)
        : this(type, type.FullName!, reason)
    {
    }

    public StopRule(string fullName, string reason)
        : this(null, fullName, reason)
    {
    }
}

/// <summary>Fields of one type that are no ownership, or the only ones that are.</summary>
/// <param name="Type">A type; its subclasses are included. Null when <paramref name="Name"/> names it.</param>
/// <param name="Name">Simple name of the type.</param>
/// <param name="Fields">The fields meant.</param>
/// <param name="Only">True: no other field is followed. False: these are not followed.</param>
/// <param name="Reason">Why.</param>
internal sealed record FieldRule(Type? Type, string Name, IReadOnlySet<string> Fields, bool Only, string Reason);

/// <summary>
/// Which references count as ownership, as data. Measured on 77 own cases and some 240 uses of libraries; each entry keeps a leak from being excused or bounds the walk.
/// </summary>
internal static class EdgeRules
{
    private const string Wakes = "It wakes or notifies others; it does not own them.";
    private const string Registry = "A registry of the whole process: it knows everybody.";
    private const string Leaf = "Holds no work.";
    private const string Ambient = "Context that flows with a call, not a place where an owner keeps its work.";

    /// <summary>Objects that may be what we look for, but whose own fields are never followed.</summary>
    public static IReadOnlyList<StopRule> Stops { get; } =
    [
        new(typeof(string), Leaf),
        new(typeof(MemberInfo), Leaf),
        new(typeof(Assembly), Leaf),
        new(typeof(Module), Leaf),
        new(typeof(Encoding), Leaf),
        new(typeof(CultureInfo), Leaf),
        new(typeof(SafeHandle), Leaf),
        new(typeof(Delegate), "A static event or callback list tells its subscribers; it does not own them."),
        new(typeof(CancellationTokenSource), Wakes),
        new(typeof(SemaphoreSlim), Wakes),
        new(typeof(ManualResetEventSlim), Wakes),
        new(typeof(Barrier), Wakes),
        new(typeof(WaitHandle), Wakes),
        new("System.Threading.CancellationTokenSource+Registrations", Wakes),
        new("System.Threading.CancellationTokenSource+CallbackNode", Wakes),
        new("System.Threading.TimerQueueTimer", "Its neighbours in the queue are everybody's timers."),
        new("System.Threading.TimerQueue", Registry),
        new("System.Threading.ThreadPoolWorkQueue", Registry),
        new("System.Net.Sockets.SocketAsyncEngine", Registry),
        new(typeof(Thread), "Its fields lead to the culture, the context and the start delegate, not to what it owns."),
        new(typeof(TaskScheduler), Registry),
        new(typeof(SynchronizationContext), Ambient),
        new(typeof(ExecutionContext), Ambient),
        new("System.Threading.AsyncLocal`1", Ambient),
        new(typeof(AppDomain), Registry),
        new(typeof(AssemblyLoadContext), Registry),
        new(typeof(EventSource), Registry),
        new(typeof(EventListener), Registry),
        new(typeof(DiagnosticListener), Registry),
        new(typeof(ActivitySource), Registry),
        new("System.Diagnostics.ActivityListener", Registry),
        new(typeof(Meter), Registry),
        new(typeof(Instrument), Registry),
        new(typeof(MeterListener), Registry),
        new(typeof(WeakReference), "Weak: owns nothing."),
        new("System.WeakReference`1", "Weak: owns nothing."),
        new("System.Runtime.CompilerServices.ConditionalWeakTable`2", "Attaches values to keys; the keys are kept by others."),
    ];

    /// <summary>Fields of these types are looked at although a path ends there: the object itself may be the survivor.</summary>
    public static IReadOnlyList<StopRule> StopsThatMayBeTheSurvivor { get; } =
    [
        new(typeof(Thread), "A static field that holds the thread owns it."),
        new(typeof(CancellationTokenSource), "A static field that holds the source owns its timer."),
        new("System.Threading.TimerQueueTimer", "Reached through the Timer that a static field holds."),
    ];

    /// <summary>Rules about single fields.</summary>
    public static IReadOnlyList<FieldRule> Fields { get; } =
    [
        new(typeof(Task), nameof(Task), new HashSet<string> { "m_result", "StateMachine" }, Only: true, "Continuations, waiters and delegates only wait for the task or run in it; the result and the method's own variables belong to it."),
        new(typeof(Delegate), nameof(Delegate), new HashSet<string> { "_target", "_invocationList" }, Only: true, "Only the receivers; the rest describes the method."),
        new(null, "ServiceProviderEngineScope", new HashSet<string> { "_disposables" }, Only: false, "Transient services that wait for disposal: a container's singletons are kept elsewhere."),
    ];

    /// <summary>Namespaces whose types can hold many: what a test registers in them is not a singleton's.</summary>
    public static IReadOnlyList<string> CollectionNamespaces { get; } =
        ["System.Collections", "System.Threading.Channels", "System.Linq", "System.Buffers", "System.IO.Pipelines"];
}
