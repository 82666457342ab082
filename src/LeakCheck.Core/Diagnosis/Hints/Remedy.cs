using System.Text.RegularExpressions;

namespace LeakCheck.Diagnosis.Hints;

/// <summary>What to do, as a template: names in braces stand for the program's own members.</summary>
/// <param name="Template">The text. A template whose names are not all known is not used.</param>
/// <param name="When">A further condition; null for none.</param>
internal sealed partial record Remedy(string Template, Func<HintFacts, bool>? When = null)
{
    /// <summary>What to do where the holder can be disposed, which would have ended the work.</summary>
    public const string DisposeHolder = "`{holder}` is {interface} but was not disposed: {making}";

    /// <summary>The text with its names; null when one is not known or the condition is not met.</summary>
    public string? Write(Survivor survivor, HintFacts facts)
    {
        if (When?.Invoke(facts) == false)
        {
            return null;
        }

        bool complete = true;
        string text = Placeholder().Replace(Template, match =>
        {
            string? value = Value(match.Groups[1].Value, survivor, facts);
            complete &= value is not null;
            return value ?? "";
        });
        return complete ? text : null;
    }

    /// <summary>True for a text that needs no names.</summary>
    public bool IsGeneral => When is null && !Placeholder().IsMatch(Template);

    private static string? Value(string name, Survivor survivor, HintFacts facts) => name switch
    {
        "method" => survivor.Method,
        "body" => survivor.Stack.LastOrDefault(f => f.IsUserCode)?.Method,
        "callback" => survivor.What.Split(" -> ") is [_, var callback] ? callback : null,
        "thread" => survivor.ThreadName,
        "root" => survivor.Roots.Count > 0 ? survivor.Roots[0].Split(" -> ")[0] : null,
        "lock" => facts.Lock?.Lock,
        "library" => facts.LibraryType ?? facts.Library,
        "through" => facts.Through,
        "user" => facts.Use is { } use ? use.Method is { } method ? $"`{method}`" : "the test" : null,
        "place" => facts.Use?.Place,
        "token" => facts.Token?.Name,
        "holder" => facts.Holder?.Type,
        "source" => facts.Holder?.Open?.Field,
        "part" => facts.Holder?.PartField,
        "queue" => facts.Holder?.QueueField,
        "awaited" => facts.Holder?.AwaitedField,
        "dispose" => facts.Holder switch { { IsAsyncDisposable: true } => "DisposeAsync", { IsDisposable: true } => "Dispose", _ => null },
        "making" => facts.Holder is { } holder ? Making(holder) : null,
        "interface" => facts.Holder switch { { IsAsyncDisposable: true } => "IAsyncDisposable", { IsDisposable: true } => "IDisposable", _ => null },
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No such name in a remedy."),
    };

    private static string Making(HolderFacts holder) => holder.IsOutOfReach
        ? "dispose what made it"
        : $"`{(holder.IsAsyncDisposable ? "await using" : "using")} var {Variable(holder.Type)} = new {holder.Type}({(holder.TakesArguments ? "..." : "")});`";

    private static string Variable(string type)
    {
        string simple = type[(type.LastIndexOf('.') + 1)..];
        return char.ToLowerInvariant(simple[0]) + simple[1..];
    }

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Placeholder();
}
