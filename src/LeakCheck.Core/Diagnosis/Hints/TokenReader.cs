using System.Reflection;
using LeakCheck.RuntimeInternals.Clr;
using LeakCheck.RuntimeInternals.Contracts;

namespace LeakCheck.Diagnosis.Hints;

/// <summary>
/// Finds the token of stuck code: a parameter or captured variable of the program's methods, the innermost first; else the one the awaited operation itself watches.
/// </summary>
internal sealed class TokenReader(ITaskShape shapes, NamedFieldReader reader, Func<Type, bool> isUserCode)
{
    private const BindingFlags Fields = BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public;

    /// <summary>Names under which the runtime's operations keep the token they watch.</summary>
    private static readonly string[] s_operationFields = ["_token", "_cancellationToken", "<CancellationToken>k__BackingField"];

    /// <returns>Null when a method takes a token of which nothing is left to read: Release builds drop what no line needs any more.</returns>
    public TokenFacts? Of(IReadOnlyList<object> code, object? operation)
    {
        bool mayBeThere = false;
        foreach (object node in code)
        {
            if (CodeFrames.CodeTypeOf(node, shapes) is not { } type || !isUserCode(type))
            {
                continue;
            }

            foreach (object holder in HoldersOf(node))
            {
                if (In(holder) is { } found)
                {
                    return found;
                }
            }

            mayBeThere |= TakesToken(node);
        }

        return OfOperation(operation) ?? (mayBeThere ? null : new TokenFacts(null, TokenState.Absent));
    }

    private TokenFacts? OfOperation(object? operation)
    {
        if (operation is null)
        {
            return null;
        }

        foreach (string name in s_operationFields)
        {
            if (reader.Read(operation, name) is CancellationToken { CanBeCanceled: true } token)
            {
                return TokenFacts.Of(null, token);
            }
        }

        // A delay keeps its registration only; asking that for its token runs nothing of the program's.
        return reader.Read(operation, "_registration") is CancellationTokenRegistration { Token: { CanBeCanceled: true } registered } ? TokenFacts.Of(null, registered) : null;
    }

    /// <summary>Where the variables of a node stand: its state machine, and the class of captured variables around it.</summary>
    private IEnumerable<object> HoldersOf(object node)
    {
        object? holder = shapes.IsAsyncBox(node) ? shapes.StateMachine(node) : node is Task task ? shapes.Body(task)?.Target : null;
        if (holder is null)
        {
            yield break;
        }

        if (!shapes.IsAsyncBox(node) && !GeneratedNames.IsClosure(holder.GetType().Name))
        {
            yield break; // A method of an object: its fields are the holder's, not the method's.
        }

        yield return holder;
        if (reader.Read(holder, AwaiterFields.CapturedThis) is { } outer && GeneratedNames.IsClosure(outer.GetType().Name))
        {
            yield return outer;
        }
    }

    private TokenFacts? In(object holder) =>
        Named<CancellationToken>(holder).Select(t => TokenFacts.Of(t.Name, t.Value)).FirstOrDefault()
        ?? Named<CancellationTokenSource>(holder)
            .Select(s => new TokenFacts(s.Name, s.Value.IsCancellationRequested ? TokenState.Cancelled : TokenState.NeverCancelled))
            .FirstOrDefault();

    /// <summary>Parameters and captured variables of a type. These keep their name; hoisted locals look like <c>&lt;name&gt;5__1</c>.</summary>
    private IEnumerable<(string Name, T Value)> Named<T>(object holder) =>
        from field in holder.GetType().GetFields(Fields)
        where field.FieldType == typeof(T) && !field.Name.StartsWith('<')
        let value = reader.Read(holder, field.Name)
        where value is T
        select (field.Name, (T)value);

    private bool TakesToken(object node) =>
        CodeFrames.WrittenMethodOf(node, shapes) is { } method && Array.Exists(method.GetParameters(), p => p.ParameterType == typeof(CancellationToken));
}
