using System.Text;

namespace LeakCheck.Diagnosis;

/// <summary>The spelling of names that the C# and Visual Basic compilers make up, and the way back to what the author wrote.</summary>
internal static class GeneratedNames
{
    /// <summary>The method that runs a state machine.</summary>
    public const string MoveNext = "MoveNext";

    /// <summary>
    /// Reads a metadata method name: <c>&lt;Foo&gt;b__0_1</c> is a lambda in Foo, <c>&lt;Foo&gt;g__Bar|0_1</c> the local function Bar in Foo.
    /// </summary>
    public static string Member(string method)
    {
        if (method is ".ctor" or ".cctor")
        {
            return method[1..];
        }

        if (method.StartsWith("_Lambda$__", StringComparison.Ordinal))
        {
            return "lambda"; // Visual Basic keeps no name of the method around it.
        }

        if (Bracketed(method) is not var (inner, rest))
        {
            return AfterLastDot(WithoutTypeArguments(method));
        }

        string outer = Member(inner);
        if (rest.StartsWith("b__", StringComparison.Ordinal))
        {
            return outer + " lambda";
        }

        if (rest.StartsWith("g__", StringComparison.Ordinal))
        {
            int bar = rest.IndexOf('|', StringComparison.Ordinal);
            return outer + "." + (bar < 0 ? rest[3..] : rest[3..bar]);
        }

        return outer; // <Main>$ and <Main>, the entry points that the compiler writes.
    }

    /// <summary>The member that a state machine class was made from: <c>&lt;RunAsync&gt;d__3</c> gives RunAsync. Null for any other class.</summary>
    public static string? StateMachineMember(string type)
    {
        const string visualBasic = "VB$StateMachine_";
        if (type.StartsWith(visualBasic, StringComparison.Ordinal))
        {
            int end = type.IndexOf('_', visualBasic.Length);
            return end < 0 ? null : type[(end + 1)..];
        }

        // Explicit interface implementations are written with '-' for '.', because a type name may not contain a dot.
        return Bracketed(type) is var (inner, rest) && rest.StartsWith('d') ? Member(inner.Replace('-', '.')) : null;
    }

    /// <summary>True for the classes that hold captured variables and cached delegates.</summary>
    public static bool IsClosure(string type) =>
        type.StartsWith("<>c", StringComparison.Ordinal) || type.StartsWith("_Closure$__", StringComparison.Ordinal);

    /// <summary>The name of a type as written: a file-local type loses the prefix that keeps it apart from others.</summary>
    public static string SourceType(string type)
    {
        int at = type.StartsWith('<') ? type.IndexOf("__", StringComparison.Ordinal) : -1;
        return at > 0 && Bracketed(type) is var (_, rest) && rest.StartsWith('F') ? type[(at + 2)..] : type;
    }

    /// <summary>Removes <c>[...]</c> and <c>`n</c>, and <c>&lt;...&gt;</c> where it is not at the start of a name.</summary>
    public static string WithoutTypeArguments(string name)
    {
        StringBuilder plain = new(name.Length);
        int square = 0;
        for (int i = 0; i < name.Length; i++)
        {
            char c = name[i];
            square += c == '[' ? 1 : 0;
            if (square == 0 && c == '`')
            {
                while (i + 1 < name.Length && char.IsAsciiDigit(name[i + 1]))
                {
                    i++;
                }
            }
            else if (square == 0)
            {
                plain.Append(c);
            }

            square -= c == ']' ? 1 : 0;
        }

        return plain.ToString();
    }

    private static string AfterLastDot(string name)
    {
        int depth = 0;
        for (int i = name.Length - 1; i >= 0; i--)
        {
            depth += name[i] == '>' ? 1 : name[i] == '<' ? -1 : 0;
            if (depth == 0 && name[i] == '.')
            {
                return name[(i + 1)..];
            }
        }

        return name;
    }

    /// <summary>Splits <c>&lt;inner&gt;rest</c>, with further brackets inside allowed.</summary>
    private static (string Inner, string Tail)? Bracketed(string name)
    {
        if (!name.StartsWith('<'))
        {
            return null;
        }

        int depth = 0;
        for (int i = 0; i < name.Length; i++)
        {
            depth += name[i] == '<' ? 1 : name[i] == '>' ? -1 : 0;
            if (depth == 0)
            {
                return i == 1 ? null : (name[1..i], name[(i + 1)..]);
            }
        }

        return null;
    }
}
