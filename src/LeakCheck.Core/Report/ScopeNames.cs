namespace LeakCheck.Report;

/// <summary>Short forms of scope names, which are fully qualified and may end in the display text of a row.</summary>
internal static class ScopeNames
{
    /// <summary><c>Shop.Tests.OrderTests.Cancels(id: 3)</c> becomes <c>OrderTests.Cancels(id: 3)</c>. A name that is no method name stays as it is.</summary>
    public static string ClassAndMethod(string name) => LastParts(name, 2) + Row(name);

    /// <summary><c>Shop.Tests.OrderTests.Cancels(id: 3)</c> becomes <c>OrderTests.Cancels</c>.</summary>
    public static string WithoutRow(string name) => LastParts(name, 2);

    /// <summary><c>Shop.Tests.OrderTests.Cancels(id: 3)</c> becomes <c>Cancels</c>.</summary>
    public static string MethodOnly(string name) => LastParts(name, 1);

    /// <summary>The name without the row: <c>Shop.Tests.OrderTests.Cancels</c>.</summary>
    public static string Qualified(string name) => name[..RowStart(name)];

    /// <summary>True when a frame's method is the test that the scope is named after.</summary>
    public static bool IsOf(string method, string scope)
    {
        int arguments = method.IndexOf('(', StringComparison.Ordinal);
        string frame = arguments < 0 ? method : method[..arguments];
        string test = Qualified(scope);
        return frame == test || Ends(test, frame) || Ends(frame, test);

        static bool Ends(string whole, string part) => part.Contains('.', StringComparison.Ordinal) && whole.EndsWith("." + part, StringComparison.Ordinal);
    }

    private static string Row(string name) => name[RowStart(name)..];

    private static int RowStart(string name)
    {
        int start = name.IndexOf('(', StringComparison.Ordinal);
        return start < 0 ? name.Length : start;
    }

    private static string LastParts(string name, int count)
    {
        string qualified = Qualified(name);
        if (qualified.Contains(' ', StringComparison.Ordinal) || qualified.Contains('/', StringComparison.Ordinal))
        {
            return qualified;
        }

        int start = qualified.Length;
        for (int depth = 0, found = 0; start > 0; start--)
        {
            char c = qualified[start - 1];
            depth += c is '>' or ']' ? 1 : c is '<' or '[' ? -1 : 0;
            if (c == '.' && depth == 0 && ++found == count)
            {
                break;
            }
        }

        return qualified[start..];
    }
}
