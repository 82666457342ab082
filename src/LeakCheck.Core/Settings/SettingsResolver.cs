using System.Collections.Concurrent;
using System.Reflection;
using LeakCheck.Rules;

namespace LeakCheck.Settings;

/// <summary>
/// Merges what attributes, code, file and environment say about one scope. The nearest level wins, property by property; ignore rules add up.
/// One instance per session. Safe for use from many threads.
/// </summary>
/// <param name="use">Told of every ignore rule that applies somewhere, so that unused ones can be listed.</param>
internal sealed class SettingsResolver(IgnoreRuleUse use)
{
    private volatile Cache? _cache;

    /// <summary>
    /// What applies to a test (method and class), a fixture (class) or an assembly (neither). Allocates nothing when the place was asked for before,
    /// whatever the row of a data-driven test.
    /// </summary>
    /// <exception cref="LeakSettingsException">Attributes that apply here have values that are not allowed; the message names all of them.</exception>
    public EffectiveSettings Resolve(MethodInfo? method, Type? cls, Assembly assembly, RunSettings run)
    {
        if (run.Mode == RunMode.Off)
        {
            return EffectiveSettings.SwitchedOff;
        }

        cls ??= method?.ReflectedType;
        Cache cache = CacheOf(run);
        var place = new Place(assembly, cls, method?.Module, method?.MetadataToken ?? 0);
        if (!cache.Places.TryGetValue(place, out Resolved? resolved))
        {
            resolved = cache.Places.GetOrAdd(place, Merge(method, cls, assembly, cache));
        }

        return resolved.Problems.Count == 0 ? resolved.Settings : throw new LeakSettingsException(resolved.Problems);
    }

    /// <summary>What applies to a scope that code begins: its options, then the run's.</summary>
    /// <exception cref="LeakSettingsException">Options have values that are not allowed; the message names all of them.</exception>
    public EffectiveSettings Of(LeakOptions? options, RunSettings run)
    {
        Cache cache = CacheOf(run);
        if (options is null)
        {
            return cache.Code;
        }

        IReadOnlyList<IgnoreRule> rules = options.Ignore ?? [];
        List<string> problems = [.. SettingsLimits.Problems(options, $"{nameof(LeakOptions)}: ")];
        for (int i = 0; i < rules.Count; i++)
        {
            string place = $"{nameof(LeakOptions)}: Ignore[{i}]";
            problems.AddRange(rules[i] is { } rule ? SettingsLimits.Problems(rule, place + ".") : [place + " is null; allowed are rules."]);
        }

        if (problems.Count > 0)
        {
            throw new LeakSettingsException(problems);
        }

        if (rules.Count > 0)
        {
            use.Declare(rules);
        }

        return EffectiveSettings.From(options.Over(run.Scopes)) with { Enabled = run.Mode != RunMode.Off };
    }

    private Cache CacheOf(RunSettings run)
    {
        Cache? cache = _cache;
        if (cache is null || !ReferenceEquals(cache.Run, run))
        {
            use.Declare(run.Scopes.Ignore);
            _cache = cache = new Cache(run);
        }

        return cache;
    }

    private Resolved Merge(MethodInfo? method, Type? cls, Assembly assembly, Cache cache)
    {
        // Methods are read once each; classes and assemblies are shared by many places.
        IEnumerable<AttributeLevel> ofMethod = method is null ? [] : AttributeLevels.OfMethod(method).Select(AttributeLevel.Read);
        IEnumerable<ICustomAttributeProvider> shared = cls is null ? [] : AttributeLevels.OfClass(cls);
        AttributeLevel[] levels = [.. ofMethod, .. shared.Append(assembly).Select(element => cache.Levels.GetOrAdd(element, AttributeLevel.Read))];

        LeakOptions options = levels.Aggregate(new LeakOptions(), (near, level) => near.Over(level.Given)).Over(cache.Run.Scopes);
        IgnoreRule[] rules = [.. levels.SelectMany(level => level.Ignore).Concat(cache.Run.Scopes.Ignore).Distinct()];
        bool asked = levels.Any(level => level.Asked);
        use.Declare(rules);
        return new Resolved(
            EffectiveSettings.From(options) with
            {
                Asked = asked,
                Enabled = asked && (levels.Select(level => level.Enabled).FirstOrDefault(enabled => enabled is not null) ?? true),
                AllowReason = levels.Select(level => level.AllowReason).FirstOrDefault(reason => reason is not null),
                Ignore = rules,
            },
            [.. levels.SelectMany(level => level.Problems).Distinct()]);
    }

    /// <summary>A method is known by its token, so that the closed forms of a generic method, one per row, are one place.</summary>
    private readonly record struct Place(Assembly Assembly, Type? Class, Module? Module, int MethodToken);

    private sealed record Resolved(EffectiveSettings Settings, IReadOnlyList<string> Problems);

    private sealed class Cache(RunSettings run)
    {
        public RunSettings Run { get; } = run;

        /// <summary>For scopes of code without options.</summary>
        public EffectiveSettings Code { get; } = EffectiveSettings.From(run.Scopes) with { Enabled = run.Mode != RunMode.Off };

        public ConcurrentDictionary<Place, Resolved> Places { get; } = new();

        public ConcurrentDictionary<ICustomAttributeProvider, AttributeLevel> Levels { get; } = new();
    }
}
