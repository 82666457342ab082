using System.Reflection;
using System.Runtime.CompilerServices;
using LeakCheck.Diagnosis;
using LeakCheck.RuntimeInternals.Clr;
using LeakCheck.RuntimeInternals.Contracts;
using LeakCheck.Scopes;

namespace LeakCheck.Rules;

/// <summary>
/// Work that never counts, told apart cheaply enough to be asked at every look, so that no waiting is spent on it: the test framework's own work and our own,
/// iterators that stand at a yield, and idle promises (rule R5: a delay nobody awaits that a library armed).
/// </summary>
internal sealed class Noise
{
    private readonly CodeOrigins _origins;
    private readonly ITaskShape? _shapes;
    private readonly ConditionalWeakTable<Type, TypeFacts> _facts = [];
    private volatile string[] _entryPoints = [];
    private volatile string[] _threadNames = [];

    public Noise(CodeOrigins origins, ITaskShape? shapes)
    {
        _origins = origins;
        _shapes = shapes;
    }

    /// <summary>Names (<c>*</c> is a wildcard) of types in user assemblies whose work is the framework's.</summary>
    public void AddEntryPoints(IEnumerable<string> patterns) => _entryPoints = [.. _entryPoints, .. patterns];

    /// <summary>Beginnings of the names of a framework's own threads. A worker that is started while a scope is current runs tests all the same, and for nobody in between.</summary>
    public void AddThreadNames(IEnumerable<string> beginnings) => _threadNames = [.. _threadNames, .. beginnings];

    public bool Excludes(Thread thread) =>
        _threadNames is { Length: > 0 } names && thread.Name is { } name && Array.Exists(names, n => name.StartsWith(n, StringComparison.Ordinal));

    public bool Excludes(Task task)
    {
        if (_shapes is null)
        {
            return false;
        }

        if (_shapes.IsAsyncBox(task))
        {
            if (_shapes.StateMachineType(task) is not { } machine)
            {
                return false;
            }

            TypeFacts facts = FactsOf(machine);
            return facts.IsFrameworks || (facts.IsIterator && StandsAtYield(task));
        }

        // A promise has no code and is judged by who waits for it.
        if (_shapes.Body(task) is not { } body)
        {
            return Gathers(task) && OnlySleepersWaitFor(task);
        }

        // A task that only waits for its children: they are seen for themselves.
        if (task.Status == TaskStatus.WaitingForChildrenToComplete)
        {
            return true;
        }

        // A library's continuation that waits to be activated runs nothing; what it continues is seen for itself (rule R5).
        Type code = CodeOf(body, _shapes.BodyState(task));
        return FactsOf(code).IsFrameworks || (task.Status == TaskStatus.WaitingForActivation && OriginOf(code) != CodeOrigin.User);
    }

    /// <summary>True for the promise of <c>Task.WhenAll</c> or <c>WhenAny</c>, or inside <c>ContinueWhenAll</c> or <c>ContinueWhenAny</c>: what it waits for is seen for itself.</summary>
    private static bool Gathers(Task promise) => promise.GetType().Name is { } name
        && (name.StartsWith("WhenAllPromise", StringComparison.Ordinal) || name.StartsWith("CompleteOn", StringComparison.Ordinal) || name.Contains("WhenAny", StringComparison.Ordinal));

    /// <summary>True when nobody but continuations of libraries, which run nothing yet, waits for a promise.</summary>
    private bool OnlySleepersWaitFor(Task promise)
    {
        var next = new List<object>();
        _shapes!.AddNext(promise, next);
        return next.Count > 0 && next.TrueForAll(n => n is Task { Status: TaskStatus.WaitingForActivation } sleeper
            && _shapes.Body(sleeper) is { } body && OriginOf(CodeOf(body, _shapes.BodyState(sleeper))) != CodeOrigin.User);
    }

    public bool Excludes(in TimerEntry entry, TimerArming? arming)
    {
        if (FactsOf(CodeOf(entry.Callback, entry.State)).IsFrameworks)
        {
            return true;
        }

        switch (entry.State)
        {
            case Task promise:
                return FirstCode(promise) is { } code ? FactsOf(code).IsFrameworks : NearestOrigin(arming) != CodeOrigin.User;
            case CancellationTokenSource:
                // The tick of a source that nobody watches does nothing; one that a package made is not the program's to dispose.
                CodeOrigin nearest = NearestOrigin(arming);
                return nearest is CodeOrigin.Framework or CodeOrigin.Self
                    || (arming?.Stack is not null && (nearest == CodeOrigin.Package || !HasUserFrame(arming)) && !HasRegistrations(entry.State));
            default:
                return entry.Context is null && NearestOrigin(arming) is CodeOrigin.Framework or CodeOrigin.Self;
        }
    }

    /// <summary>True when the task runs the program's own code, or such code waits for it.</summary>
    public bool RunsUserCode(Task task)
    {
        if (_shapes is null)
        {
            return false;
        }

        Type? code = _shapes.IsAsyncBox(task) ? _shapes.StateMachineType(task)
            : _shapes.Body(task) is { } body ? CodeOf(body, _shapes.BodyState(task))
            : FirstCode(task);
        return code is not null && OriginOf(code) == CodeOrigin.User;
    }

    /// <summary>True when the timer runs the program's own code, or such code armed it directly.</summary>
    public bool RunsUserCode(in TimerEntry entry, TimerArming? arming)
    {
        CodeOrigin origin = OriginOf(CodeOf(entry.Callback, entry.State));
        return origin == CodeOrigin.User || (origin == CodeOrigin.Runtime && NearestOrigin(arming) == CodeOrigin.User);
    }

    /// <summary>Whose code armed it: the nearest frame that is not the runtime's.</summary>
    public CodeOrigin NearestOrigin(TimerArming? arming) => NearestOf(arming)?.DeclaringType is { } type ? OriginOf(type) : CodeOrigin.Runtime;

    /// <summary>The method of the nearest frame that is not the runtime's; null where there is none.</summary>
    public MethodBase? NearestOf(TimerArming? arming) => Methods(arming).FirstOrDefault(m => m.DeclaringType is { } type && OriginOf(type) != CodeOrigin.Runtime);

    public CodeOrigin OriginOf(Type type) => _origins.Of(type);

    private static bool HasRegistrations(object source) => FieldReader.Get(source, "_registrations") is { } registrations
        && FieldReader.Get(registrations, "Callbacks") is not null;

    private bool HasUserFrame(TimerArming? arming) => Methods(arming).Any(m => m.DeclaringType is { } type && OriginOf(type) == CodeOrigin.User);

    private static IEnumerable<MethodBase> Methods(TimerArming? arming) =>
        arming?.Stack?.GetFrames().Select(f => f.GetMethod()).OfType<MethodBase>() ?? [];

    // Lambdas given to the runtime are wrapped in runtime closures only by the runtime itself; the inner delegate then is the state.
    private static Type CodeOf(Delegate body, object? state)
    {
        Type type = body.Method.DeclaringType ?? typeof(object);
        return state is Delegate inner && type.Assembly == typeof(object).Assembly ? inner.Method.DeclaringType ?? type : type;
    }

    private Type? FirstCode(Task promise)
    {
        if (_shapes is null)
        {
            return null;
        }

        var nodes = new List<object>(4);
        _shapes.AddNext(promise, nodes);
        for (int i = 0; i < nodes.Count && i < 64; i++)
        {
            object node = nodes[i];
            if (_shapes.IsAsyncBox(node))
            {
                return _shapes.StateMachineType(node);
            }

            if (node is Task task && _shapes.Body(task) is { } body)
            {
                return CodeOf(body, _shapes.BodyState(task));
            }

            _shapes.AddNext(node, nodes);
        }

        return null;
    }

    private bool StandsAtYield(object box) =>
        _shapes!.StateMachine(box) is { } machine && FieldReader.Get(machine, "<>1__state") is int and <= -3;

    private TypeFacts FactsOf(Type type)
    {
        if (_facts.TryGetValue(type, out TypeFacts? facts))
        {
            return facts;
        }

        // Asked of every clean async test, so only a name that looks like an entry point's is worth the files that say whose code it is.
        bool frameworks = _origins.IsFrameworks(type.Assembly.GetName().Name ?? "") || (IsEntryPoint(type) && OriginOf(type) == CodeOrigin.User);
        facts = new TypeFacts(frameworks, FieldReader.Find(type, "<>v__promiseOfValueOrEnd") is not null);
        return _facts.GetValue(type, _ => facts);
    }

    private bool IsEntryPoint(Type type)
    {
        // Main waits for everything the process does: its own state machine, not what stands beside it in the same type.
        if (type.DeclaringType is { } program && program == Assembly.GetEntryAssembly()?.EntryPoint?.DeclaringType
            && (type.Name.StartsWith("<Main>d", StringComparison.Ordinal) || type.Name.StartsWith("<<Main>$>d", StringComparison.Ordinal)))
        {
            return true;
        }

        Type outer = EnclosingTypes.Outermost(type);
        return _entryPoints.Any(p => Wildcard.Matches(p, outer.FullName ?? outer.Name));
    }

    private sealed record TypeFacts(bool IsFrameworks, bool IsIterator);
}
