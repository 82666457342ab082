using System.Text.Json;

namespace LeakCheck.Settings;

/// <summary>
/// Reads the list <c>ignore</c> of the file. A rule with any mistake is left out as a whole: without the part that is wrong it could match more
/// than it was meant to.
/// </summary>
internal static class IgnoreListReader
{
    private static readonly Dictionary<string, Func<IgnoreRule, RawValue, ValueReader, IgnoreRule>> s_parts = new()
    {
        ["reason"] = (rule, value, reader) => rule with { Reason = reader.Text(value) ?? "" },
        ["topMethod"] = (rule, value, reader) => rule with { TopMethod = reader.Text(value) ?? "" },
        ["anyMethod"] = (rule, value, reader) => rule with { AnyMethod = reader.Text(value) ?? "" },
        ["createdBy"] = (rule, value, reader) => rule with { CreatedBy = reader.Text(value) ?? "" },
        ["threadName"] = (rule, value, reader) => rule with { ThreadName = reader.Text(value) ?? "" },
        ["assembly"] = (rule, value, reader) => rule with { Assembly = reader.Text(value) ?? "" },
        ["rule"] = (rule, value, reader) => rule with { Rule = reader.Text(value) ?? "" },
        ["kinds"] = (rule, value, reader) => rule with { Kinds = KnownSetting.ReadKinds(value, reader) ?? rule.Kinds },
    };

    /// <summary>The names that a rule may have.</summary>
    public static IReadOnlyCollection<string> Names => s_parts.Keys;

    public static IReadOnlyList<IgnoreRule> Read(RawValue value, ValueReader reader)
    {
        if (value.Json is not { ValueKind: JsonValueKind.Array } list)
        {
            reader.Add(ValueReader.NotAllowed(value, "lists of rules: [ { \"reason\": \"...\", \"topMethod\": \"...\" } ]"));
            return [];
        }

        List<IgnoreRule> rules = [];
        int index = 0;
        foreach (JsonElement item in list.EnumerateArray())
        {
            string place = $"{value.Setting}[{index++}]";
            int problems = reader.Problems.Count;
            IgnoreRule rule = ReadRule(place, item, reader);
            if (reader.Problems.Count == problems)
            {
                rules.Add(rule);
            }
        }

        return rules;
    }

    private static IgnoreRule ReadRule(string place, JsonElement item, ValueReader reader)
    {
        var rule = new IgnoreRule { Reason = "", Source = place };
        if (item.ValueKind != JsonValueKind.Object)
        {
            reader.Add(ValueReader.NotAllowed(RawValue.OfJson(place, item), "rules: { \"reason\": \"...\", \"topMethod\": \"...\" }"));
            return rule;
        }

        HashSet<string> seen = [];
        foreach (JsonProperty part in item.EnumerateObject())
        {
            string name = $"{place}.{part.Name}";
            if (!s_parts.TryGetValue(part.Name, out Func<IgnoreRule, RawValue, ValueReader, IgnoreRule>? apply))
            {
                reader.Add(ValueReader.Unknown(place, part.Name, Names));
            }
            else if (!seen.Add(part.Name))
            {
                reader.Add($"{name} is given twice; allowed is one value.");
            }
            else
            {
                rule = apply(rule, RawValue.OfJson(name, part.Value), reader);
            }
        }

        if (!seen.Contains("reason"))
        {
            reader.Add($"{place}.reason is missing; allowed are texts that say why the survivor is accepted.");
        }

        return rule;
    }
}
