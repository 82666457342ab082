using Xunit;
using Xunit.v3;

namespace LeakCheck.Adapters;

/// <summary>
/// The fixtures of the test assembly. xUnit disposes them in the order in which they were created, which nobody can choose, and has no hook afterwards; the
/// final sweep has to come last. Where they cannot be reached the sweep waits for the end of the process.
/// </summary>
internal sealed class AssemblyFixtures
{
    private FixtureMappingManager? _manager;

    /// <summary>Notes the assembly's fixture manager. Call it from a test: a later context does not know it any more.</summary>
    public void Note() => _manager ??= FixtureManagers.Of(TestContext.Current).LastOrDefault();

    /// <summary>Disposes the fixtures whose turn would come after <paramref name="current"/>, and takes them off xUnit's list.</summary>
    /// <returns>What they threw; null when the fixtures cannot be reached, and may still be alive.</returns>
    public async ValueTask<IReadOnlyList<Exception>?> DisposeAfterAsync(object current)
    {
        if (FixtureManagers.FixturesOf(_manager) is not { } fixtures || !fixtures.ContainsValue(current))
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
