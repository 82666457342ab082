using System.Reflection;
using LeakCheck.RuntimeInternals.Clr;
using LeakCheck.RuntimeInternals.Contracts;

namespace LeakCheck.Diagnosis;

/// <summary>What an async method waits for, in plain words: read from the awaiter in its state machine, else from the promise it hangs on.</summary>
internal static class WaitWords
{
    public static string? Of(AwaitChain chain, ITaskShape shapes)
    {
        object? awaited = shapes.IsAsyncBox(chain.Subject) && shapes.StateMachine(chain.Subject) is { } machine ? AwaitedBy(machine) : null;
        return Describe(awaited ?? (chain.Leaves.Count > 0 ? chain.Leaves[0] : null));
    }

    /// <summary>The object behind the awaiter that is set; awaiters are cleared once their await is over.</summary>
    private static object? AwaitedBy(object machine)
    {
        foreach (FieldInfo field in machine.GetType().GetFields(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public))
        {
            if (field.Name.StartsWith("<>u__", StringComparison.Ordinal) && field.GetValue(machine) is { } awaiter && Source(awaiter) is { } source)
            {
                return source;
            }
        }

        return null;
    }

    private static object? Source(object awaiter)
    {
        if (FieldReader.Get(awaiter, "m_task") is { } task)
        {
            return task;
        }

        if (FieldReader.Get(awaiter, "_value") is { } value)
        {
            return FieldReader.Get(value, "_obj");
        }

        return FieldReader.Get(awaiter, "m_configuredTaskAwaiter") is { } inner ? Source(inner) : null;
    }

    private static string? Describe(object? awaited)
    {
        if (awaited is null)
        {
            return null;
        }

        string type = awaited.GetType().FullName ?? awaited.GetType().Name;
        return type switch
        {
            _ when type.Contains("DelayPromise", StringComparison.Ordinal) => "a Task.Delay",
            _ when type.Contains("SemaphoreSlim+TaskNode", StringComparison.Ordinal) => "a SemaphoreSlim with count 0",
            _ when type.StartsWith("System.Threading.Channels.", StringComparison.Ordinal) => type.Contains("WriteOperation", StringComparison.Ordinal) || type.Contains("WriterOperation", StringComparison.Ordinal)
                ? "room in a channel"
                : "an item in a channel",
            _ when type.StartsWith("System.Threading.PeriodicTimer", StringComparison.Ordinal) => "the next tick of a PeriodicTimer",
            _ when type.StartsWith("System.IO.Pipelines.", StringComparison.Ordinal) => "data from a Pipe",
            _ when type.StartsWith("System.Net.Sockets.", StringComparison.Ordinal) => "a socket",
            _ when type.Contains("WhenAllPromise", StringComparison.Ordinal) => "all tasks of a Task.WhenAll",
            _ when type.Contains("WhenAny", StringComparison.Ordinal) || type.Contains("CompleteOnInvokePromise", StringComparison.Ordinal) => "the first task of a Task.WhenAny",
            _ when type.Contains("CancellationPromise", StringComparison.Ordinal) => "a task, with a timeout or token (WaitAsync)",
            "System.Threading.Tasks.Task" => "a TaskCompletionSource or task without code",
            _ when type.StartsWith("System.Threading.Tasks.Task`1", StringComparison.Ordinal) => "a TaskCompletionSource or task without code",
            _ => null,
        };
    }
}
