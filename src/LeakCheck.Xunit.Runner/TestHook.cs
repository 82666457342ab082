using LeakCheck.Session;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

namespace LeakCheck.Adapters;

/// <summary>What happens around one test: the same for both versions of xUnit.</summary>
internal static class TestHook
{
    /// <summary>Begins the test's scope on the flow that will create the class and run the test. Call it synchronously.</summary>
    /// <exception cref="LeakSettingsException">An attribute that applies here has a value that is not allowed.</exception>
    public static void Begin(IXunitTest test) => HookMark.Set(test, LeakSession.Begin(Place(test)));

    /// <summary>Ends the test's scope, after the class was disposed.</summary>
    /// <param name="test">The test.</param>
    /// <param name="passed">Whether it passed so far.</param>
    /// <param name="skipped">Whether it was skipped while it ran.</param>
    /// <returns>The failure to add to the test; null when there is none.</returns>
    public static async ValueTask<LeakFailure?> EndAsync(IXunitTest test, bool passed, bool skipped)
    {
        if (HookMark.Clear(test) is not { } scope)
        {
            return null;
        }

        if (skipped)
        {
            // A skip stays a skip: what the test started before it is left to the final sweep.
            scope.Dispose();
            return null;
        }

        ITestContext context = TestContext.Current;
        LeakException? leak = await LeakSession.EndAsync(scope, passed, () => Fixtures(context)).ConfigureAwait(false);
        return leak is null ? null : passed ? new LeakFailure(leak) : LeakFailure.AfterOwnFailure(leak);
    }

    /// <summary>The fixtures that outlive the test and can stop what they hold.</summary>
    private static object[] Fixtures(ITestContext context) =>
        [.. FixtureManagers.Of(context).SelectMany(manager => FixtureManagers.FixturesOf(manager)?.Values.ToArray() ?? []).Where(f => f is IDisposable or IAsyncDisposable)];

    private static TestPlace Place(IXunitTest test)
    {
        Type type = test.TestMethod.TestClass.Class;
        string name = type.FullName + "." + test.TestMethod.Method.Name;
        return new TestPlace(name + Row(test, name), ScopeKind.Test, test.TestMethod.Method, type, type.Assembly);
    }

    // The display name of a data row is the test's, which may be the bare method or a text of the user's, and the arguments.
    private static string Row(IXunitTest test, string name)
    {
        if (test.TestMethodArguments.Length == 0)
        {
            return "";
        }

        string display = test.TestDisplayName;
        foreach (string prefix in (string[])[name, test.TestMethod.Method.Name])
        {
            if (display.StartsWith(prefix, StringComparison.Ordinal))
            {
                return display[prefix.Length..];
            }
        }

        return " " + display;
    }
}
