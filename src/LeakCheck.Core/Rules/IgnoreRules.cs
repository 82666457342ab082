namespace LeakCheck.Rules;

/// <summary>Matches ignore rules against frozen survivors. Holds no state.</summary>
internal static class IgnoreRules
{
    /// <summary>Returns the first rule that matches the survivor; null when none does.</summary>
    public static IgnoreRule? FirstMatch(IReadOnlyList<IgnoreRule> rules, Survivor survivor)
    {
        for (int i = 0; i < rules.Count; i++)
        {
            if (Matches(rules[i], survivor))
            {
                return rules[i];
            }
        }

        return null;
    }

    /// <summary>
    /// True when every criterion that the rule gives fits. A rule without criteria fits everything. What is not known of a survivor fits no criterion.
    /// </summary>
    public static bool Matches(IgnoreRule rule, Survivor survivor) =>
        rule.Kinds.HasFlag(KindOf(survivor))
        && Fits(rule.Rule, survivor.Rule)
        && Fits(rule.ThreadName, survivor.ThreadName)
        && (Left(rule.TopMethod) || new MethodPattern(rule.TopMethod).Matches(TopMethodOf(survivor)))
        && (Left(rule.AnyMethod) || InStack(rule.AnyMethod, survivor))
        && (Left(rule.CreatedBy) || InFrames(rule.CreatedBy, survivor.CreatedAt))
        && (Left(rule.Assembly) || RunsCodeOf(rule.Assembly, survivor));

    private static WorkKinds KindOf(Survivor survivor) => survivor.Kind switch
    {
        SurvivorKind.Task => WorkKinds.Tasks,
        SurvivorKind.Timer => WorkKinds.Timers,
        _ => WorkKinds.Threads,
    };

    private static string? TopMethodOf(Survivor survivor) => survivor.Method ?? (survivor.Stack.Count > 0 ? survivor.Stack[0].Method : null);

    private static bool Left(string? criterion) => string.IsNullOrEmpty(criterion);

    private static bool Fits(string? criterion, string? value) => Left(criterion) || (value is not null && Wildcard.Matches(criterion, value));

    private static bool InStack(string pattern, Survivor survivor) =>
        InFrames(pattern, survivor.Stack) || new MethodPattern(pattern).Matches(survivor.Method);

    private static bool InFrames(string pattern, IReadOnlyList<LeakFrame> frames)
    {
        var method = new MethodPattern(pattern);
        for (int i = 0; i < frames.Count; i++)
        {
            if (method.Matches(frames[i].Method))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// The code that a survivor runs is its innermost frame's and that of the method at which it stands. Frames further out only wait for it; the test's own
    /// assembly is among them for nearly every survivor.
    /// </summary>
    private static bool RunsCodeOf(string pattern, Survivor survivor)
    {
        LeakFrame? innermost = survivor.Stack.FirstOrDefault(frame => frame.Assembly is not null);
        LeakFrame? standing = survivor.Stack.FirstOrDefault(frame => frame.Method == survivor.Method);
        return Fits(pattern, innermost?.Assembly) || Fits(pattern, standing?.Assembly);
    }
}
