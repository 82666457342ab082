using Xunit;
using Xunit.v3;

namespace LeakCheck.Adapters;

/// <summary>
/// The trace that LeakCheck's hook leaves while a test runs, in xUnit's own storage, so that the attribute can tell whether the hook ran for this test.
/// The hook and the attribute live in assemblies that do not know each other.
/// </summary>
internal static class HookMark
{
    public static void Set(IXunitTest test, LeakScope? scope) => TestContext.Current.KeyValueStorage[Key(test)] = scope;

    public static bool IsSet(IXunitTest test) => TestContext.Current.KeyValueStorage.ContainsKey(Key(test));

    /// <summary>Removes the mark.</summary>
    /// <returns>The scope that was begun for the test; null when it is not checked.</returns>
    public static LeakScope? Clear(IXunitTest test)
    {
        TestContext.Current.KeyValueStorage.TryRemove(Key(test), out object? scope);
        return (LeakScope?)scope;
    }

    private static string Key(IXunitTest test) => "LeakCheck:" + test.UniqueID;
}
