using System.Collections.Concurrent;

namespace LeakCheck.Rules;

/// <summary>
/// Counts what each ignore rule excused, so that a run can list the rules that nothing needs any more. A rule is known by its text and the place where it was
/// declared; rules made in code have no place and are known by their text. Safe for use from many threads.
/// </summary>
internal sealed class IgnoreRuleUse
{
    /// <summary>
    /// Code may make a rule per scope, with a text of its own; rules beyond this many are matched but no longer listed, so that memory stays bounded.
    /// </summary>
    private const int MostRules = 10_000;

    private readonly ConcurrentDictionary<IgnoreRule, Counter> _counters = new();
    private int _known;

    /// <summary>Rules that applied somewhere in the run but excused nothing, by place.</summary>
    public IReadOnlyList<IgnoreRule> Unused =>
        [.. _counters.Where(pair => pair.Value.Survivors == 0).Select(pair => pair.Key).OrderBy(Describe, StringComparer.Ordinal)];

    /// <summary>Notes that these rules apply somewhere. May be called again with the same rules.</summary>
    public void Declare(IReadOnlyList<IgnoreRule> rules)
    {
        foreach (IgnoreRule rule in rules)
        {
            _ = Of(rule);
        }
    }

    /// <summary>Notes that a rule excused survivors.</summary>
    /// <param name="rule">The rule that matched.</param>
    /// <param name="survivors">How many (count, 1 or more).</param>
    public void Count(IgnoreRule rule, int survivors) => Of(rule)?.Add(survivors);

    /// <summary>Survivors that a rule excused so far (count).</summary>
    public long CountOf(IgnoreRule rule) => _counters.TryGetValue(rule, out Counter? counter) ? counter.Survivors : 0;

    /// <summary>A rule in one line: where it was declared, what it matches and why.</summary>
    public static string Describe(IgnoreRule rule)
    {
        (string Name, string? Value)[] criteria =
        [
            (nameof(rule.TopMethod), rule.TopMethod),
            (nameof(rule.AnyMethod), rule.AnyMethod),
            (nameof(rule.CreatedBy), rule.CreatedBy),
            (nameof(rule.ThreadName), rule.ThreadName),
            (nameof(rule.Assembly), rule.Assembly),
            (nameof(rule.Rule), rule.Rule),
            (nameof(rule.Kinds), rule.Kinds == WorkKinds.All ? "" : rule.Kinds.ToString()),
        ];
        string[] given = [.. criteria.Where(c => !string.IsNullOrEmpty(c.Value)).Select(c => $"{c.Name} = {c.Value}")];
        return $"{rule.Source ?? "rule in code"} ({(given.Length == 0 ? "everything" : string.Join(", ", given))}): {rule.Reason}";
    }

    private Counter? Of(IgnoreRule rule)
    {
        if (_counters.TryGetValue(rule, out Counter? known))
        {
            return known;
        }

        if (Volatile.Read(ref _known) >= MostRules)
        {
            return null;
        }

        var counter = new Counter();
        if (!_counters.TryAdd(rule, counter))
        {
            return _counters[rule];
        }

        Interlocked.Increment(ref _known);
        return counter;
    }

    private sealed class Counter
    {
        private long _survivors;

        public long Survivors => Interlocked.Read(ref _survivors);

        public void Add(int survivors) => Interlocked.Add(ref _survivors, survivors);
    }
}
