using System.Reflection;

namespace LeakCheck.Diagnosis;

/// <summary>
/// Names of methods as their author wrote them: <c>PricePoller.RunAsync</c> for the <c>MoveNext</c> of its state machine, <c>OrderTests.Foo
/// lambda</c> for a lambda in it,
/// <c>OrderTests.Foo.Bar</c> for a local function, <c>Cache.ctor</c> for a constructor. Without argument types, arity or closure classes.
/// The <c>Full</c> forms add the namespace and are stable across edits elsewhere: no ordinals, no line numbers. Safe for use from many threads.
/// </summary>
internal static class MethodNames
{
    /// <summary>Short name of a method.</summary>
    public static string Of(MethodBase method) => Of(RuntimeName(method.DeclaringType), method.Name);

    /// <summary>Name of a method with the namespace of its type.</summary>
    public static string FullOf(MethodBase method) => FullOf(RuntimeName(method.DeclaringType), method.Name);

    /// <summary>Short name of the async or iterator method that a state machine was made from.</summary>
    public static string OfStateMachine(Type stateMachine) => Of(RuntimeName(stateMachine), GeneratedNames.MoveNext);

    /// <summary>As <see cref="OfStateMachine"/>, with the namespace.</summary>
    public static string FullOfStateMachine(Type stateMachine) => FullOf(RuntimeName(stateMachine), GeneratedNames.MoveNext);

    /// <summary>Short name of a type: nested types with their outer ones, closures as the type they stand in.</summary>
    public static string OfType(Type type) => Join(Split(RuntimeName(type)).Types);

    /// <summary>Simple name of an assembly.</summary>
    public static string OfAssembly(Assembly assembly)
    {
        string full = assembly.FullName ?? "";
        int comma = full.IndexOf(',', StringComparison.Ordinal);
        return comma < 0 ? full : full[..comma];
    }

    /// <summary>Short name from the runtime's own spelling, as events and traces carry it.</summary>
    /// <param name="type">Full name of the type with <c>+</c> before nested types and <c>`n</c> for arity; empty for a method without one.</param>
    /// <param name="method">Metadata name of the method.</param>
    public static string Of(string type, string method) => Name(type, method).Short;

    /// <summary>As <see cref="Of(string, string)"/>, with the namespace.</summary>
    public static string FullOf(string type, string method)
    {
        (string space, string name) = Name(type, method);
        return space.Length == 0 ? name : space + "." + name;
    }

    private static (string Namespace, string Short) Name(string type, string method)
    {
        (string space, List<string> types, string? outerMember) = Split(type);

        string member = GeneratedNames.Member(method);
        if (outerMember is not null)
        {
            // The machine's own methods are the body of the method that it was made from, its finally blocks included.
            bool isBody = member == GeneratedNames.MoveNext || method.StartsWith("<>m__Finally", StringComparison.Ordinal);
            member = isBody ? outerMember : outerMember + "." + member;
        }

        return (space, types.Count == 0 ? member : Join(types) + "." + member);
    }

    private static string Join(List<string> types) => string.Join('.', types);

    private static (string Namespace, List<string> Types, string? Member) Split(string type)
    {
        string plain = GeneratedNames.WithoutTypeArguments(type);
        if (plain.Length == 0)
        {
            return ("", [], null);
        }

        string[] parts = plain.Split('+');
        int dot = parts[0].LastIndexOf('.');
        string space = dot > 0 && !parts[0].StartsWith('<') ? parts[0][..dot] : "";
        parts[0] = space.Length == 0 ? parts[0] : parts[0][(dot + 1)..];

        List<string> types = [];
        string? member = null;
        foreach (string part in parts)
        {
            if (GeneratedNames.StateMachineMember(part) is { } made)
            {
                member = made;
            }
            else if (!GeneratedNames.IsClosure(part))
            {
                types.Add(GeneratedNames.SourceType(part));
            }
        }

        return (space, types, member);
    }

    private static string RuntimeName(Type? type)
    {
        if (type is null)
        {
            return "";
        }

        Type definition = type.IsGenericType ? type.GetGenericTypeDefinition() : type;
        return definition.FullName ?? definition.Name;
    }
}
