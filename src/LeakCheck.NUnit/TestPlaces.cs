using System.Reflection;
using LeakCheck.Session;
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
            ? new TestPlace(type.FullName, ScopeKind.Fixture, null, type.Type, type.Assembly)
            : null;

    // The class that runs, not the one that declares: attributes of a derived fixture apply to inherited tests.
    private static Type TypeOf(ITest test, IMethodInfo method) => test.TypeInfo?.Type ?? method.MethodInfo.ReflectedType!;
}
