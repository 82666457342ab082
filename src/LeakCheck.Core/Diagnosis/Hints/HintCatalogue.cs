using LeakCheck.Report;

namespace LeakCheck.Diagnosis.Hints;

/// <summary>Every rule, in the order in which they are tried: the first that applies names the cause. Certain and specific causes come before general ones.</summary>
internal static class HintCatalogue
{
    public static IReadOnlyList<HintRule> All { get; } = [.. AwaitHints.First, .. OwnerHints.First, .. AwaitHints.All, .. BlockedHints.All, .. TimerHints.All, .. LoopHints.All, .. ThreadHints.All];

    /// <summary>The survivor with the id and remedy of the first rule that applies; unchanged but without either when none does.</summary>
    public static Survivor Apply(Survivor survivor, HintFacts facts) =>
        Guarded.Run("The cause", () => First(survivor, facts), why => survivor with { Rule = null, Hint = null, Missing = [.. survivor.Missing, why] });

    /// <summary>What reports say about the rules.</summary>
    public static IReadOnlyList<RuleHelp> Help { get; } = [.. All.OrderBy(r => r.Id, StringComparer.Ordinal).Select(r => new RuleHelp(r.Id, r.Title, $"{r.Cause} To mend it: {r.GeneralRemedy}."))];

    private static Survivor First(Survivor survivor, HintFacts facts)
    {
        foreach (HintRule rule in facts.Missing is null ? All : [])
        {
            if (rule.Applies(survivor, facts))
            {
                return survivor with { Rule = rule.Id, Hint = rule.RemedyFor(survivor, facts) };
            }
        }

        return survivor with { Rule = null, Hint = null };
    }
}
