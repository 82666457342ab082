namespace LeakCheck.Report;

/// <summary>An ignore rule as its author wrote it.</summary>
internal static class IgnoreRuleText
{
    /// <summary>The properties that the rule was given, in the order of the attribute.</summary>
    public static IEnumerable<(string Name, string Value)> Given(IgnoreRule rule)
    {
        (string Name, string Value)[] all =
        [
            (nameof(rule.TopMethod), rule.TopMethod),
            (nameof(rule.AnyMethod), rule.AnyMethod),
            (nameof(rule.CreatedBy), rule.CreatedBy),
            (nameof(rule.ThreadName), rule.ThreadName),
            (nameof(rule.Assembly), rule.Assembly),
            (nameof(rule.Rule), rule.Rule),
            (nameof(rule.Kinds), rule.Kinds == WorkKinds.All ? "" : rule.Kinds.ToString()),
        ];
        return all.Where(x => x.Value.Length > 0);
    }

    /// <summary><c>[IgnoreLeaks("reason", TopMethod = "Poller.*")]</c>.</summary>
    public static string Attribute(IgnoreRule rule) =>
        $"[IgnoreLeaks(\"{rule.Reason}\"{string.Concat(Given(rule).Select(x => x.Name == nameof(rule.Kinds) ? $", Kinds = {x.Value}" : $", {x.Name} = \"{x.Value}\""))})]";
}
