using System.Collections.Concurrent;
using System.Reflection;
using LeakCheck.Session;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;

namespace LeakCheck.Adapters;

/// <summary>
/// Stands before NUnit's own listener for one context and all below it. NUnit announces a suite on the thread that then constructs its fixture and runs
/// <c>OneTimeSetUp</c>, and its end after <c>OneTimeTearDown</c> and <c>Dispose</c>: the only two moments that surround all the code of a fixture. It also
/// announces a test before the constructor of a fixture with one instance per test.
/// </summary>
internal sealed class FixtureListener(ITestListener next) : ITestListener
{
    // Internal in NUnit 4.4 to 5.0. A version without it runs without fixture scopes: what outlives a fixture is then an unowned survivor of the final sweep.
    private static readonly PropertyInfo? s_listenerOf =
        typeof(TestExecutionContext).GetProperty("Listener", BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic);

    private readonly ConcurrentDictionary<string, LeakScope> _fixtures = new();

    /// <summary>Listens to the suite that is about to be set up, and to all below it. Call it before the suite's fixture is constructed.</summary>
    public static void Install(TestExecutionContext context)
    {
        // A wider attribute has installed one already; single tests have no fixture code.
        if (context.CurrentTest.IsSuite && s_listenerOf?.GetValue(context) is ITestListener inner and not FixtureListener)
        {
            var listener = new FixtureListener(inner);
            s_listenerOf.SetValue(context, listener);

            // This suite was announced to NUnit's own listener before.
            listener.Begin(context.CurrentTest);
        }
    }

    /// <summary>Ends what a set-up or constructor began on this thread's flow: worker threads go on to run other tests.</summary>
    public static void LeaveScope()
    {
        if (LeakEngine.IsStarted && LeakEngine.Current.Marker is { Current.Kind: ScopeKind.Fixture or ScopeKind.Test } marker)
        {
            marker.Current = null;
        }
    }

    /// <inheritdoc/>
    public void TestStarted(ITest test)
    {
        LeaveScope();
        Begin(test);
        next.TestStarted(test);
    }

    /// <inheritdoc/>
    public void TestFinished(ITestResult result)
    {
        if (_fixtures.TryRemove(result.Test.Id, out LeakScope? scope))
        {
            // NUnit's runners swallow a failure at this point or show it without failing the run; the final sweep shows it and does.
            LeakSession.EndDeferred(scope);
        }

        TestAttempt.Forget(result.Test);
        LeaveScope();
        next.TestFinished(result);
    }

    /// <inheritdoc/>
    public void TestOutput(TestOutput output) => next.TestOutput(output);

    /// <inheritdoc/>
    public void SendMessage(TestMessage message) => next.SendMessage(message);

    private void Begin(ITest test)
    {
        try
        {
            if (!test.IsSuite && test.RunState == RunState.Runnable && TestPlaces.HasOwnInstance(test))
            {
                TestAttempt.Announce(test);
            }
            else if (TestPlaces.OfFixture(test) is { } place && NUnitSession.Begin(place) is { } scope)
            {
                _fixtures[test.Id] = scope;
            }
        }
        catch (LeakSettingsException)
        {
            // NUnit expects no exception here. Each test below meets the same value in its own scope, and fails with it.
        }
    }
}
