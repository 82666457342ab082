using System.Reflection;
using Xunit;
using Xunit.v3;

namespace LeakCheck.Adapters;

/// <summary>
/// Where xUnit keeps the fixtures of a class, its collection and its assembly: in managers that only private fields lead to. Where those fields have other names, no fixture is known.
/// </summary>
internal static class FixtureManagers
{
    private const BindingFlags Private = BindingFlags.Instance | BindingFlags.NonPublic;

    // 3.2 has a field; 4.x captures a constructor parameter.
    private static readonly FieldInfo? s_parent = typeof(FixtureMappingManager).GetField("parentMappingManager", Private)
        ?? typeof(FixtureMappingManager).GetField("<parentMappingManager>P", Private);
    private static readonly FieldInfo? s_cache = typeof(FixtureMappingManager).GetField("fixtureCache", Private);

    /// <summary>The managers a test's context knows, from the class outwards to the assembly.</summary>
    public static IEnumerable<FixtureMappingManager> Of(ITestContext context)
    {
        if (s_parent is null)
        {
            yield break;
        }

        var manager = context.GetType().GetField("fixtures", Private)?.GetValue(context) as FixtureMappingManager;
        while (manager is not null)
        {
            yield return manager;
            manager = s_parent.GetValue(manager) as FixtureMappingManager;
        }
    }

    /// <summary>The fixtures of one manager, by type: xUnit's own dictionary. Null when it cannot be reached.</summary>
    public static Dictionary<Type, object>? FixturesOf(FixtureMappingManager? manager) => manager is null ? null : s_cache?.GetValue(manager) as Dictionary<Type, object>;
}
