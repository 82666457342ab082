using LeakCheck.Session;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;

namespace LeakCheck.Adapters;

/// <summary>
/// One attempt of a test, with its scope. Wrapper, actions and listener may all meet the same attempt; who comes first begins it, and only that one ends it.
/// NUnit runs an attempt on one flow of execution and blocks on its asynchronous parts, so the current attempt is a value of that flow.
/// </summary>
internal sealed record TestAttempt(ITest Test, LeakScope Scope, object? Owner)
{
    private static readonly AsyncLocal<TestAttempt?> Current = new();

    /// <summary>Begins the attempt, or takes over one that was begun before the fixture's constructor and has no owner yet.</summary>
    /// <exception cref="LeakSettingsException">An attribute that applies to the test has a value that is not allowed.</exception>
    public static void Enter(ITest test, object owner)
    {
        if (Current.Value is { } running && running.Test == test)
        {
            Current.Value = running.Owner is null ? running with { Owner = owner } : running;
        }
        else
        {
            Begin(test, owner);
        }
    }

    /// <summary>Begins the attempt ahead of the constructor of a fixture with one instance per test.</summary>
    public static void Announce(ITest test) => Begin(test, null);

    /// <summary>Ends the attempt when <paramref name="owner"/> owns it, and adds the leak to the result.</summary>
    public static void Leave(ITest test, object owner, TestResult result)
    {
        if (Current.Value is not { } attempt || attempt.Test != test || attempt.Owner != owner)
        {
            return;
        }

        Current.Value = null;
        if (result.ResultState.Status == TestStatus.Skipped)
        {
            // A test that skipped itself stays skipped; what it left behind is the final sweep's.
            attempt.Scope.Dispose();
        }
        else if (LeakSession.End(attempt.Scope, passed: result.ResultState.Status != TestStatus.Failed, () => FixtureParts.Of(test)) is { } leak)
        {
            ResultText.Add(result, leak);
        }
    }

    /// <summary>Gives up an announced attempt whose test was skipped before anything ran.</summary>
    public static void Forget(ITest test)
    {
        if (Current.Value is { } attempt && attempt.Test == test)
        {
            Current.Value = null;
            attempt.Scope.Dispose();
        }
    }

    private static void Begin(ITest test, object? owner)
    {
        Current.Value = null;
        if (TestPlaces.OfTest(test) is { } place && NUnitSession.Begin(place) is { } scope)
        {
            FixtureParts.Note(test);
            Current.Value = new TestAttempt(test, scope, owner);
        }
    }
}
