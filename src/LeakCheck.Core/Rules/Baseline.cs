namespace LeakCheck.Rules;

/// <summary>
/// The leaks that a legacy suite is known to have. Each place may leave as many as the file says in one run; what goes beyond that is a leak.
/// Safe for use from many threads.
/// </summary>
internal sealed class Baseline
{
    /// <summary>The reason of an entry that an update added; its author is meant to write a better one.</summary>
    public const string NewReason = "not explained yet";

    private readonly object _gate = new();
    private readonly Dictionary<string, BaselineEntry> _entries;
    private readonly Dictionary<string, (string Place, int Count)> _seen = [];
    private readonly string _path;
    private readonly string _assembly;
    private readonly bool _update;

    private Baseline(string path, string assembly, bool update, BaselineContent content)
    {
        _path = path;
        _assembly = assembly;
        _update = update;
        _entries = content.Entries.Where(e => e.Assembly == assembly).ToDictionary(e => e.Fingerprint);
        Problems = content.Problems;
    }

    /// <summary>What is wrong with the file, one sentence each. While there is any, the file is never overwritten.</summary>
    public IReadOnlyList<string> Problems { get; }

    /// <summary>Reads a baseline.</summary>
    /// <param name="path">The file.</param>
    /// <param name="assembly">Simple name of the test assembly: only its own entries count.</param>
    /// <param name="update">True when the file will be rewritten: then leaks in places that it does not list are excused too.</param>
    public static Baseline Load(string path, string assembly, bool update) => new(path, assembly, update, BaselineFile.Read(path, mayBeAbsent: update));

    /// <summary>Takes the leaks of one report: those within the allowance become <see cref="SurvivorClass.Baseline"/>, the others stay as they are.</summary>
    /// <returns>The survivors, leaks first. An entry that is partly allowed is split in two.</returns>
    public IReadOnlyList<Survivor> Apply(IReadOnlyList<Survivor> survivors)
    {
        var leaks = new List<Survivor>();
        var rest = new List<Survivor>();
        lock (_gate)
        {
            foreach (Survivor survivor in survivors)
            {
                if (survivor.Class != SurvivorClass.Leak || survivor.Fingerprint.Length == 0)
                {
                    (survivor.Class == SurvivorClass.Leak ? leaks : rest).Add(survivor);
                    continue;
                }

                int known = Take(survivor);
                if (known > 0)
                {
                    string reason = _entries.TryGetValue(survivor.Fingerprint, out BaselineEntry? entry) ? entry.Reason : NewReason;
                    rest.Add(survivor with { Class = SurvivorClass.Baseline, Count = known, Excuse = reason });
                }

                if (known < survivor.Count)
                {
                    leaks.Add(survivor with { Count = survivor.Count - known });
                }
            }
        }

        return [.. leaks, .. rest];
    }

    /// <summary>Entries that allow more than this run left: one sentence each, in the file's order. A run of a part of the suite leaves less, of course.</summary>
    public IReadOnlyList<string> Stale()
    {
        lock (_gate)
        {
            return _entries.Values
                .Select(entry => (Entry: entry, Seen: SeenOf(entry.Fingerprint)))
                .Where(x => x.Seen < x.Entry.Count)
                .OrderBy(x => x.Entry.Fingerprint, StringComparer.Ordinal)
                .Select(x => x.Seen == 0
                    ? $"{x.Entry.Fingerprint} ({x.Entry.Place}) was not seen: delete its line"
                    : $"{x.Entry.Fingerprint} ({x.Entry.Place}) allows {x.Entry.Count}, {x.Seen} seen: lower its count")
                .ToArray();
        }
    }

    /// <summary>
    /// Rewrites the file from what this run left: counts fall, places that were not seen go, new ones come, reasons stay. Entries of other assemblies are untouched.
    /// Nothing is written while <see cref="Problems"/> names any.
    /// </summary>
    /// <returns>One sentence per thing that went wrong or was refused.</returns>
    public IReadOnlyList<string> Update()
    {
        if (Problems.Count > 0)
        {
            return [];
        }

        lock (_gate)
        {
            IEnumerable<BaselineEntry> own = _seen.Select(x => _entries.TryGetValue(x.Key, out BaselineEntry? entry)
                ? entry with { Count = Math.Min(entry.Count, x.Value.Count), Place = x.Value.Place }
                : new BaselineEntry(x.Key, x.Value.Count, x.Value.Place, _assembly, NewReason));
            string? failure = BaselineStore.Replace(_path, _assembly, own.ToArray());
            IEnumerable<string> refused = _entries.Values
                .Where(entry => SeenOf(entry.Fingerprint) > entry.Count)
                .Select(entry => $"LEAKCHECK_BASELINE '{_path}': {entry.Fingerprint} ({entry.Place}) allows {entry.Count}, {SeenOf(entry.Fingerprint)} seen. "
                    + "Counts may only fall: mend the new leak, or raise the count by hand.");
            return failure is null ? refused.ToArray() : [failure, .. refused];
        }
    }

    private int Take(Survivor survivor)
    {
        int before = SeenOf(survivor.Fingerprint);
        _seen[survivor.Fingerprint] = ($"{survivor.Kind.ToString().ToLowerInvariant()} {survivor.What}", before + survivor.Count);
        int allowed = _entries.TryGetValue(survivor.Fingerprint, out BaselineEntry? entry) ? entry.Count : _update ? int.MaxValue : 0;
        return Math.Clamp(allowed - before, 0, survivor.Count);
    }

    private int SeenOf(string fingerprint) => _seen.TryGetValue(fingerprint, out (string Place, int Count) seen) ? seen.Count : 0;
}
