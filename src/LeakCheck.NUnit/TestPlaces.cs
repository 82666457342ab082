using System.Reflection;
using LeakCheck.Session;
using NUnit.Framework;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;

namespace LeakCheck.Adapters;

/// <summary>NUnit's tests and suites as the engine's places.</summary>
internal static class TestPlaces
{
    /// <summary>The place of a test case; null for one without a method of its own.</summary>
    public static TestPlace? OfTest(ITest test) =>
        test.Method is { } method
            ? new TestPlace(test.FullName, ScopeKind.Test, method.MethodInfo, TypeOf(test, method), TypeOf(test, method).Assembly)
            : null;

    /// <summary>The place of a fixture: a class that starts and stops around many tests; null for every other suite.</summary>
    public static TestPlace? OfFixture(ITest test) =>
        test is TestFixture or SetUpFixture && test.TypeInfo is { } type
            // A set-up fixture bears the name of its namespace; a fixture's own name has its arguments.
            ? new TestPlace(test is SetUpFixture ? type.FullName : test.FullName, ScopeKind.Fixture, null, type.Type, type.Assembly)
            : null;

    /// <summary>True when the fixture is constructed for this very test, before any wrapper of it runs.</summary>
    public static bool HasOwnInstance(ITest test)
    {
        ITest? suite = test.Parent;
        while (suite is not null and not TestFixture)
        {
            suite = suite.Parent;
        }

        return suite is TestFixture { LifeCycle: LifeCycle.InstancePerTestCase };
    }

    // The class that runs, not the one that declares: attributes of a derived fixture apply to inherited tests.
    private static Type TypeOf(ITest test, IMethodInfo method) => test.TypeInfo?.Type ?? method.MethodInfo.ReflectedType!;
}
