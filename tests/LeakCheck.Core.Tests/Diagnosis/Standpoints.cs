using System.Reflection;
using System.Runtime.CompilerServices;

namespace LeakCheck.Core.Tests.Diagnosis;

/// <summary>
/// Drives async methods from await to await without any thread or time: each await on <see cref="Here"/> notes the line on which it is written
/// and the state machine that stands
/// there, as a probe would find it. <see cref="Run"/> then lets it go on.
/// </summary>
internal sealed class Standpoints
{
    private readonly Queue<Action> _continuations = new();
    private readonly List<Standpoint> _seen = [];

    /// <summary>Runs until nothing waits any more.</summary>
    /// <returns>Every place at which a method stood.</returns>
    public IReadOnlyList<Standpoint> Run(Func<Standpoints, object?> start)
    {
        object? started = start(this);
        while (_continuations.TryDequeue(out Action? next))
        {
            next();
        }

        GC.KeepAlive(started);
        return _seen;
    }

    /// <summary>An await on this suspends the method.</summary>
    public Stop Here([CallerLineNumber] int line = 0) => new(this, line, true);

    /// <summary>Two items; each step suspends, and so does the disposal.</summary>
    public Items Sequence([CallerLineNumber] int line = 0) => new(this, line);

    /// <summary>A resource whose disposal suspends.</summary>
    public Resource Open([CallerLineNumber] int line = 0) => new(this, line);

    /// <summary>As <see cref="Open"/>, a value type.</summary>
    public ValueResource OpenValue([CallerLineNumber] int line = 0) => new(this, line);

    /// <summary>The line on which it is called.</summary>
    public static int Line([CallerLineNumber] int line = 0) => line;

    /// <summary>Value of a state machine's state field.</summary>
    public static int StateOf(object machine) =>
        (int)machine.GetType().GetField("<>1__state", BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance)!.GetValue(machine)!;

    private void Note(Action continuation, int line)
    {
        object box = continuation.Target!;
        object machine = box.GetType().GetField("StateMachine", BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance)!.GetValue(box)!;
        _seen.Add(new Standpoint(machine.GetType(), StateOf(machine), line));
        _continuations.Enqueue(continuation);
    }

    public readonly struct Stop(Standpoints owner, int line, bool result) : ICriticalNotifyCompletion
    {
        public bool IsCompleted => false;

        public Stop GetAwaiter() => this;

        public bool GetResult() => result;

        public void OnCompleted(Action continuation) => owner.Note(continuation, line);

        public void UnsafeOnCompleted(Action continuation) => owner.Note(continuation, line);
    }

    public sealed class Items(Standpoints owner, int line)
    {
        private int _given;

        public int Current => _given;

        public Items GetAsyncEnumerator() => this;

        public Stop MoveNextAsync() => new(owner, line, ++_given <= 2);

        public Stop DisposeAsync() => new(owner, line, true);
    }

    public sealed class Resource(Standpoints owner, int line)
    {
        public Stop DisposeAsync() => new(owner, line, true);
    }

    public readonly struct ValueResource(Standpoints owner, int line)
    {
        public Stop DisposeAsync() => new(owner, line, true);
    }
}

/// <summary>Where a method stood.</summary>
internal sealed record Standpoint(Type Machine, int State, int Line);
