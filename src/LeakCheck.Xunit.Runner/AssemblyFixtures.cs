using System.Reflection;
using Xunit;
using Xunit.v3;

namespace LeakCheck.Adapters;

/// <summary>
/// The fixtures of the test assembly. xUnit disposes them in the order in which they were created, which nobody can choose, and has no hook afterwards; the
/// final sweep has to come last. This class knows the private fields that make it possible. Without them the sweep waits for the end of the process.
/// </summary>
internal sealed class AssemblyFixtures
{
    private const BindingFlags Private = BindingFlags.Instance | BindingFlags.NonPublic;

    // 3.2 has a field; 4.x captures a constructor parameter.
    private static readonly FieldInfo? Parent = typeof(FixtureMappingManager).GetField("parentMappingManager", Private) ?? typeof(FixtureMappingManager).GetField("<parentMappingManager>P", Private);
    private static readonly FieldInfo? Cache = typeof(FixtureMappingManager).GetField("fixtureCache", Private);

    private FixtureMappingManager? _manager;

    /// <summary>Notes the assembly's fixture manager. Call it from a test: a later context does not know it any more.</summary>
    public void Note()
    {
        if (_manager is not null || Parent is null)
        {
            return;
        }

        ITestContext context = TestContext.Current;
        var manager = context.GetType().GetField("fixtures", Private)?.GetValue(context) as FixtureMappingManager;
        while (manager is not null && Parent.GetValue(manager) is FixtureMappingManager wider)
        {
            manager = wider;
        }

        _manager = manager;
    }

    /// <summary>Disposes the fixtures whose turn would come after <paramref name="current"/>, and takes them off xUnit's list.</summary>
    /// <returns>What they threw; null when the fixtures cannot be reached, and may still be alive.</returns>
    public async ValueTask<IReadOnlyList<Exception>?> DisposeAfterAsync(object current)
    {
        if (Cache?.GetValue(_manager) is not Dictionary<Type, object> fixtures || !fixtures.ContainsValue(current))
        {
            return null;
        }

        List<Exception> failures = [];
        foreach ((Type type, object fixture) in fixtures.SkipWhile(f => f.Value != current).Skip(1).ToArray())
        {
            // xUnit is walking the same dictionary: to remove an entry does not disturb it.
            fixtures.Remove(type);
            try
            {
                await DisposeAsync(fixture).ConfigureAwait(false);
            }
            catch (Exception e)
            {
                failures.Add(e);
            }
        }

        return failures;
    }

    private static ValueTask DisposeAsync(object fixture)
    {
        if (fixture is IAsyncDisposable asynchronous)
        {
            return asynchronous.DisposeAsync();
        }

        (fixture as IDisposable)?.Dispose();
        return default;
    }
}
