using System.Reflection;

namespace LeakCheck.Settings;

/// <summary>What the attributes of one method, class or assembly say, read once. Immutable.</summary>
internal sealed record AttributeLevel
{
    /// <summary>True when a <c>[VerifyNoLeaks]</c> stands here.</summary>
    public bool Asked { get; private init; }

    public bool? Enabled { get; private init; }

    public LeakOptions Given { get; private init; } = new();

    public string? AllowReason { get; private init; }

    public IReadOnlyList<IgnoreRule> Ignore { get; private init; } = [];

    /// <summary>One sentence per value that is not allowed.</summary>
    public IReadOnlyList<string> Problems { get; private init; } = [];

    /// <summary>Reads the attributes that stand on this very element; inherited ones are levels of their own.</summary>
    public static AttributeLevel Read(ICustomAttributeProvider element)
    {
        List<string> problems = [];
        var level = new AttributeLevel();
        foreach (VerifyNoLeaksSettingsAttribute attribute in Of<VerifyNoLeaksSettingsAttribute>(element))
        {
            problems.AddRange(SettingsLimits.Problems(attribute.Given, $"{Name(attribute)} on {ShortPlace(element)}: "));
            level = level with { Asked = true, Enabled = level.Enabled ?? attribute.GivenEnabled, Given = level.Given.Over(attribute.Given) };
        }

        foreach (AllowLeaksAttribute attribute in Of<AllowLeaksAttribute>(element))
        {
            problems.AddRange(SettingsLimits.EmptyReason(attribute.Reason, $"{Name(attribute)} on {ShortPlace(element)}: ") is { } empty ? [empty] : []);
            level = level with { AllowReason = attribute.Reason };
        }

        List<IgnoreRule> rules = [];
        foreach (IgnoreLeaksAttribute attribute in Of<IgnoreLeaksAttribute>(element))
        {
            IgnoreRule rule = attribute.ToRule() with { Source = $"{Name(attribute)} on {FullPlace(element)}" };
            problems.AddRange(SettingsLimits.Problems(rule, $"{Name(attribute)} on {ShortPlace(element)}: "));
            rules.Add(rule);
        }

        return level with { Ignore = rules, Problems = problems };
    }

    private static IEnumerable<T> Of<T>(ICustomAttributeProvider element) => element.GetCustomAttributes(typeof(T), inherit: false).Cast<T>();

    private static string Name(Attribute attribute)
    {
        const string suffix = nameof(Attribute);
        string name = attribute.GetType().Name;
        return $"[{(name.EndsWith(suffix, StringComparison.Ordinal) ? name[..^suffix.Length] : name)}]";
    }

    private static string ShortPlace(ICustomAttributeProvider element) => element switch
    {
        Type type => TypeName(type),
        MethodInfo method => $"{TypeName(method.DeclaringType)}.{method.Name}",
        Assembly assembly => $"assembly {assembly.GetName().Name}",
        _ => element.ToString() ?? "",
    };

    private static string FullPlace(ICustomAttributeProvider element)
    {
        string? space = ((element as Type) ?? (element as MethodInfo)?.DeclaringType)?.Namespace;
        return string.IsNullOrEmpty(space) ? ShortPlace(element) : $"{space}.{ShortPlace(element)}";
    }

    private static string TypeName(Type? type) => type switch
    {
        null => "",
        { DeclaringType: { } outer } => $"{TypeName(outer)}.{type.Name.Split('`')[0]}",
        _ => type.Name.Split('`')[0],
    };
}
