using System.Collections.Concurrent;
using System.Reflection;
using LeakCheck.Session;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;

namespace LeakCheck.Adapters;

/// <summary>
/// Stands before NUnit's own listener for a context and everything below it. NUnit announces a suite on the thread that is about to construct its fixture and
/// run <c>OneTimeSetUp</c>, and its end after <c>OneTimeTearDown</c> and <c>Dispose</c>: the only two moments of a fixture that surround all of its code.
/// </summary>
internal sealed class FixtureListener(ITestListener next) : ITestListener
{
    // Internal in NUnit 4.4 to 5.0. A version without it runs without fixture scopes: what outlives a fixture is then an unowned survivor of the final sweep.
    private static readonly PropertyInfo? ContextListener =
        typeof(TestExecutionContext).GetProperty("Listener", BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic);

    private readonly ConcurrentDictionary<string, LeakScope> _fixtures = new();
}
