using System.Buffers;
using System.Text;

namespace LeakCheck.Rules;

/// <summary>
/// A pattern for method names. It fits the whole name or its end from a dot on, so <c>RunAsync</c>, <c>PricePoller.RunAsync</c> and
/// <c>Orders.PricePoller.RunAsync</c> all fit the same method. Type arguments and parameter lists count neither in the pattern nor in the name. Case-sensitive.
/// </summary>
internal readonly struct MethodPattern
{
    private static readonly SearchValues<char> s_decorations = SearchValues.Create("<`[(+");

    private readonly string _pattern;

    public MethodPattern(string pattern) => _pattern = Plain(pattern);

    public bool Matches(string? method)
    {
        if (string.IsNullOrEmpty(method))
        {
            return false;
        }

        ReadOnlySpan<char> name = Plain(method);
        for (ReadOnlySpan<char> tail = name; ; tail = tail[(tail.IndexOf('.') + 1)..])
        {
            if (Wildcard.Matches(_pattern, tail))
            {
                return true;
            }

            if (!tail.Contains('.'))
            {
                return MatchesShortName(name);
            }
        }
    }

    /// <summary>
    /// A report may show a method without its namespace. Then the end of the pattern has to fit the whole name, as long as that end still names
    /// a type and a method: the rest of <c>Orders.*</c> or <c>Orders.*.RunAsync</c> would fit almost anything.
    /// </summary>
    private bool MatchesShortName(ReadOnlySpan<char> name)
    {
        ReadOnlySpan<char> tail = _pattern;
        while (name.Contains('.') && tail.IndexOf('.') is >= 0 and int dot)
        {
            tail = tail[(dot + 1)..];
            if (tail.Contains('.') && tail[0] is not ('*' or '.') && Wildcard.Matches(tail, name))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// The name without type arguments, arity and parameters, nested types with a dot: <c>Outer.Cache.Evict</c> for
    /// <c>Outer+Cache`1[[Int32]].Evict(Int32)</c>.
    /// </summary>
    private static string Plain(string name)
    {
        if (name.AsSpan().IndexOfAny(s_decorations) < 0)
        {
            return name;
        }

        if (name.EndsWith(')') && name.IndexOf('(', StringComparison.Ordinal) is > 0 and int parameters)
        {
            name = name[..parameters].TrimEnd();
        }

        var plain = new StringBuilder(name.Length);
        for (int i = 0; i < name.Length; i++)
        {
            switch (name[i])
            {
                case '<' when FollowsName(plain) && End(name, i, '<', '>') is > 0 and int end:
                    i = end;
                    break;
                case '[' when FollowsName(plain) && End(name, i, '[', ']') is > 0 and int end:
                    i = end;
                    break;
                case '`':
                    while (i + 1 < name.Length && char.IsAsciiDigit(name[i + 1]))
                    {
                        i++;
                    }

                    break;
                case '+':
                    plain.Append('.');
                    break;
                default:
                    plain.Append(name[i]);
                    break;
            }
        }

        return plain.ToString();
    }

    /// <summary>Type arguments follow a name. A bracket at the beginning of a part belongs to a name that the compiler made.</summary>
    private static bool FollowsName(StringBuilder plain) => plain.Length > 0 && (char.IsLetterOrDigit(plain[^1]) || plain[^1] is '_' or '*');

    private static int End(string name, int start, char open, char close)
    {
        int depth = 0;
        for (int i = start; i < name.Length; i++)
        {
            depth += name[i] == open ? 1 : name[i] == close ? -1 : 0;
            if (depth == 0)
            {
                return i;
            }
        }

        return -1;
    }
}
