using System.Net.Sockets;
using System.Reflection;
using System.Runtime.CompilerServices;
using LeakCheck.RuntimeInternals.Clr;
using LeakCheck.RuntimeInternals.Contracts;

namespace LeakCheck.Diagnosis.Hints;

/// <summary>The operation an async method waits for: found through the awaiter in its state machine, else it is the promise the method hangs on.</summary>
internal sealed class Awaited(ITaskShape shapes, NamedFieldReader reader)
{
    private const BindingFlags Fields = BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public;

    private const int MostMethods = 32;

    /// <summary>The operation; null when nothing of it can be read.</summary>
    public object? Of(AwaitChain chain) => Innermost(chain.Subject) ?? (chain.Leaves.Count > 0 ? chain.Leaves[0] : null);

    /// <summary>What sort of operation the work waits for.</summary>
    /// <param name="chain">The work.</param>
    /// <param name="operation">What <see cref="Of"/> found for it.</param>
    public AwaitKind KindOf(AwaitChain chain, object? operation) => StandsAtTaskYield(chain.Subject) ? AwaitKind.Yield : KindOf(operation);

    private AwaitKind KindOf(object? operation)
    {
        if (operation is null)
        {
            return AwaitKind.Unknown;
        }

        string name = operation.GetType().FullName ?? operation.GetType().Name;
        return name switch
        {
            _ when operation is Task { IsCompleted: true } => AwaitKind.Completed,
            _ when Has("System.Net.HttpListenerContext") => AwaitKind.HttpRequest,
            _ when Has("DelayPromise") => AwaitKind.Delay,
            _ when Has("SemaphoreSlim+TaskNode") => AwaitKind.Semaphore,
            _ when Starts("System.Threading.Channels.") => Has("Writ") || Has("VoidAsyncOperation") ? AwaitKind.ChannelRoom : AwaitKind.ChannelItem,
            _ when Starts("System.Threading.PeriodicTimer") => AwaitKind.PeriodicTimer,
            _ when Starts("System.IO.Pipelines.") => AwaitKind.Pipe,
            _ when Starts("System.Net.Sockets.") => Socket(operation),
            _ when Has("WhenAllPromise") => AwaitKind.WhenAll,
            _ when Has("WhenAny") || Has("CompleteOnInvokePromise") => AwaitKind.WhenAny,
            _ when Has("CancellationPromise") => AwaitKind.WaitAsync,
            _ when SourceBehind(operation) is { } source => KindOf(source),
            _ when operation is Task task && IsPromise(task) => AwaitKind.Promise,
            _ => AwaitKind.Unknown,
        };

        bool Has(string part) => name.Contains(part, StringComparison.Ordinal);
        bool Starts(string part) => name.StartsWith(part, StringComparison.Ordinal);
    }

    /// <summary>What a ValueTask that was turned into a Task stands for; null for any other.</summary>
    private object? SourceBehind(object operation) => operation is Task && operation.GetType().Name.StartsWith("ValueTaskSourceAsTask", StringComparison.Ordinal) ? reader.Read(operation, "_source") : null;

    private bool IsPromise(Task task) =>
        (task.GetType() == typeof(Task) || (task.GetType() is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(Task<>)))
        && !shapes.IsAsyncBox(task) && shapes.Body(task) is null;

    // Pooled methods are in no list of tasks, so that the stuck method that is known may stand outside of them. One with a task of its own is somebody else's, if it is not known.
    private object? Innermost(object subject)
    {
        object? operation = null;
        object? node = subject;
        for (int depth = 0; depth < MostMethods && node is not null && AwaitedBy(node) is { } inner; depth++)
        {
            operation = inner;
            node = inner is not Task ? inner : SourceBehind(inner) ?? (reader.Read(inner, AwaiterFields.Antecedent) is null ? null : inner);
        }

        return operation;
    }

    // The awaiter of a Task.Yield is an empty struct, so the code has to tell which of the awaiters is the one.
    private bool StandsAtTaskYield(object node) =>
        shapes.IsAsyncBox(node) && shapes.StateMachineType(node) is { } machine && SourceLines.Body(machine) is { } body
        && AwaitPoints.Awaiter(body, CodeFrames.StateOf(node, shapes))?.FieldType == typeof(YieldAwaitable.YieldAwaiter);

    private object? AwaitedBy(object node) => shapes.IsAsyncBox(node) ? shapes.StateMachine(node) is { } machine ? ByMachine(machine) : null
        : node is Task ? reader.Read(node, AwaiterFields.Antecedent)
        : null;

    // Awaiters are cleared once their await is over: the one that is set is the one at which the method stands.
    private object? ByMachine(object machine)
    {
        foreach (FieldInfo field in machine.GetType().GetFields(Fields))
        {
            if (field.Name.StartsWith("<>u__", StringComparison.Ordinal) && reader.Read(machine, field.Name) is { } awaiter && Source(awaiter) is { } source)
            {
                return source;
            }
        }

        return null;
    }

    private object? Source(object awaiter)
    {
        if (reader.Read(awaiter, "m_task") is { } task)
        {
            return task;
        }

        return reader.Read(awaiter, "_value") is { } value ? reader.Read(value, "_obj")
            : reader.Read(awaiter, "m_configuredTaskAwaiter") is { } inner ? Source(inner)
            : null;
    }

    // The operation runs until it is noted as completed; which one it is stands in the field all the while (SocketAsyncEventArgs._completedOperation).
    private AwaitKind Socket(object operation) => reader.Read(operation, "_completedOperation")?.ToString() switch
    {
        // A pipe of the operating system is read through a socket that has no address family.
        _ when reader.Read(operation, "_currentSocket") is { } socket && reader.Read(socket, "_addressFamily") is AddressFamily.Unknown => AwaitKind.ProcessPipe,
        "Accept" => AwaitKind.SocketAccept,
        "Receive" or "ReceiveFrom" or "ReceiveMessageFrom" => AwaitKind.SocketData,
        _ => AwaitKind.SocketOther,
    };
}
