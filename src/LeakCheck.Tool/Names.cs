using System.Text;
using LeakCheck.Diagnosis;
using Microsoft.Diagnostics.Runtime;

namespace LeakCheck.Tool;

/// <summary>Readable names of types and methods of the other process.</summary>
internal static class Names
{
    private const string StateMachine = "StateMachine";

    public static string Of(ClrMethod method) => MethodNames.Of(WithoutArguments(method.Type.Name ?? ""), method.Name ?? "?");

    /// <summary>Short name with its type arguments: <c>Dictionary&lt;Int32, Cache&gt;</c>.</summary>
    public static string Of(ClrType? type) => type?.Name is { } name ? Short(name) : "?";

    /// <summary>What an object is: the async method that it is a run of, or its type.</summary>
    public static string Of(ClrObject value) => AsyncMethod(value) is { } method ? "async " + method : Of(value.Type);

    /// <summary>The async method of which this object is a run; null for any other object.</summary>
    public static string? AsyncMethod(ClrObject value)
    {
        if (value.Type?.GetFieldByName(StateMachine) is not { } field || value.Type.Name?.Contains("AsyncStateMachineBox", StringComparison.Ordinal) != true)
        {
            return null;
        }

        // A class (Debug) is known by the object, a struct (Release) by the field.
        ClrType? machine = field.IsObjectReference ? field.ReadObject(value.Address, interior: false).Type : field.Type;
        return machine?.Name is { } name ? MethodNames.Of(WithoutArguments(name), GeneratedNames.MoveNext) : null;
    }

    public static string OfField(string name) => GeneratedNames.Member(name) is var member && name.EndsWith(">k__BackingField", StringComparison.Ordinal) ? member : name;

    /// <summary>Drops namespaces, and writes nested types with a dot. A name made by the compiler begins with a bracket, which opens no list of arguments.</summary>
    private static string Short(string name)
    {
        var result = new StringBuilder();
        int start = 0;
        for (int i = 0; i <= name.Length; i++)
        {
            char c = i < name.Length ? name[i] : '\0';
            if (c == '<' && i == start)
            {
                i = EndOfBrackets(name, i);
            }
            else if (c is '.')
            {
                start = i + 1;
            }
            else if (c is '+' or '<' or '>' or ',' or '[' or ']' or ' ' or '\0')
            {
                string part = name[start..i];
                result.Append(GeneratedNames.StateMachineMember(part) ?? (GeneratedNames.IsClosure(part) ? "lambda" : GeneratedNames.SourceType(part)));
                result.Append(c switch { '+' => ".", '\0' => "", _ => c.ToString() });
                start = i + 1;
            }
        }

        return result.ToString();
    }

    private static int EndOfBrackets(string name, int at)
    {
        int depth = 0;
        for (; at < name.Length; at++)
        {
            depth += name[at] == '<' ? 1 : name[at] == '>' ? -1 : 0;
            if (depth == 0)
            {
                break;
            }
        }

        return Math.Min(at, name.Length - 1);
    }

    /// <summary>Removes lists of type arguments, of every part of the name.</summary>
    private static string WithoutArguments(string name)
    {
        var result = new StringBuilder();
        int depth = 0;
        int start = 0;
        for (int i = 0; i < name.Length; i++)
        {
            char c = name[i];
            if (c == '<' && i == start)
            {
                int end = EndOfBrackets(name, i);
                result.Append(name, i, end - i + 1);
                i = end;
                continue;
            }

            start = c is '.' or '+' && depth == 0 ? i + 1 : start;
            depth += c == '<' ? 1 : 0;
            if (depth == 0)
            {
                result.Append(c);
            }

            depth -= c == '>' ? 1 : 0;
        }

        return result.ToString();
    }
}
