using System.Reflection;
using LeakCheck.Rules;
using LeakCheck.RuntimeInternals.Clr;
using LeakCheck.RuntimeInternals.Contracts;

namespace LeakCheck.Diagnosis;

/// <summary>A node of a chain as a frame: which method it is and at which line it stands.</summary>
internal sealed class CodeFrames
{
    private readonly SourceLines _lines;
    private readonly CodeOrigins _origins;

    public CodeFrames(SourceLines lines, CodeOrigins origins)
    {
        _lines = lines;
        _origins = origins;
    }

    /// <summary>The frame of a box or a task with a delegate; null for a promise, which has no code.</summary>
    /// <param name="lastAwait">The await to show when the method is between two; null for the method's first line.</param>
    public LeakFrame? Of(object node, ITaskShape shapes, int? lastAwait = null)
    {
        if (shapes.IsAsyncBox(node))
        {
            int state = StateOf(node, shapes);
            return shapes.StateMachineType(node) is { } type ? Own(_lines.AwaitPoint(type, state == -1 ? lastAwait ?? state : state), type) : null;
        }

        return node is Task task && MethodOf(task, shapes) is { } method ? OfStart(method) : null;
    }

    /// <summary>The frame of a method's first line.</summary>
    public LeakFrame OfStart(MethodBase method) => Own(_lines.MethodStart(method), method.DeclaringType);

    /// <summary>Full name and await number: stable across runs and edits elsewhere.</summary>
    public static string? SignatureOf(object node, ITaskShape shapes)
    {
        if (shapes.IsAsyncBox(node))
        {
            return shapes.StateMachineType(node) is { } type ? MethodNames.FullOfStateMachine(type) : null;
        }

        return node is Task task && MethodOf(task, shapes) is { } method ? MethodNames.FullOf(method) : null;
    }

    public static Type? CodeTypeOf(object node, ITaskShape shapes) =>
        shapes.IsAsyncBox(node) ? shapes.StateMachineType(node) : node is Task task ? MethodOf(task, shapes)?.DeclaringType : null;

    public static int StateOf(object box, ITaskShape shapes) =>
        shapes.StateMachine(box) is { } machine && FieldReader.Get(machine, "<>1__state") is int state ? state : -2;

    /// <summary>The method as its author wrote it: the one that makes the state machine, or the delegate's. Null where none is known.</summary>
    public static MethodInfo? WrittenMethodOf(object node, ITaskShape shapes) => shapes.IsAsyncBox(node)
        ? shapes.StateMachineType(node) is { } machine ? KickoffMethods.Instance.Of(machine) : null
        : node is Task task ? MethodOf(task, shapes) : null;

    /// <summary>The method a task runs; where the runtime wrapped the user's delegate in its own, the user's.</summary>
    public static MethodInfo? MethodOf(Task task, ITaskShape shapes)
    {
        if (shapes.Body(task) is not { } body)
        {
            return null;
        }

        return body.Method.DeclaringType?.Assembly == typeof(object).Assembly && shapes.BodyState(task) is Delegate inner ? inner.Method : body.Method;
    }

    private LeakFrame Own(LeakFrame frame, Type? type) => type is null
        ? frame
        : frame with { Assembly = MethodNames.OfAssembly(type.Assembly), IsUserCode = _origins.Of(type) == CodeOrigin.User };
}
