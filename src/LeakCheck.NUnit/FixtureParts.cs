using System.Reflection;
using System.Runtime.CompilerServices;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;

namespace LeakCheck.Adapters;

/// <summary>
/// What a fixture had in its fields when its first test began: made by its constructor, its initialisers and <c>OneTimeSetUp</c>, it lives as long as the fixture. What a test or
/// <c>SetUp</c> puts there later is the test's, and so is everything where the fixture has no clean-up. Keeps nothing alive. Safe for use from many threads.
/// </summary>
internal static class FixtureParts
{
    private static readonly ConditionalWeakTable<object, WeakReference<object>[]> s_parts = new();

    /// <summary>Notes the fields of the fixtures around a test, those that are not noted yet. Call it before the test's first <c>SetUp</c>.</summary>
    public static void Note(ITest test)
    {
        foreach (object fixture in FixturesAround(test))
        {
            s_parts.GetValue(fixture, static f => [.. ValuesOf(f).Select(v => new WeakReference<object>(v))]);
        }
    }

    /// <summary>The parts of the fixtures around a test that are alive.</summary>
    public static IReadOnlyList<object> Of(ITest test)
    {
        var parts = new List<object>();
        foreach (object fixture in FixturesAround(test))
        {
            foreach (WeakReference<object> part in s_parts.TryGetValue(fixture, out WeakReference<object>[]? noted) ? noted : [])
            {
                if (part.TryGetTarget(out object? live))
                {
                    parts.Add(live);
                }
            }
        }

        return parts;
    }

    /// <summary>None for a class with one instance per test: its instance is the test's own.</summary>
    private static IEnumerable<object> FixturesAround(ITest test)
    {
        for (ITest? suite = TestPlaces.HasOwnInstance(test) ? null : test.Parent; suite is not null; suite = suite.Parent)
        {
            // A suite of rows has its class's fixture.
            if (suite.Fixture is { } fixture && suite.Parent?.Fixture != fixture && HasCleanUp(suite, fixture))
            {
                yield return fixture;
            }
        }
    }

    private static bool HasCleanUp(ITest suite, object fixture) => fixture is IDisposable or IAsyncDisposable || suite is TestSuite { OneTimeTearDownMethods.Length: > 0 };

    private static IEnumerable<object> ValuesOf(object fixture)
    {
        for (Type? type = fixture.GetType(); type is not null; type = type.BaseType)
        {
            foreach (FieldInfo field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            {
                if (!field.FieldType.IsValueType && field.GetValue(fixture) is { } value and not string)
                {
                    yield return value;
                }
            }
        }
    }
}
