using System.Reflection;
using LeakCheck.Session;
using Xunit.v3;

namespace LeakCheck;

/// <summary>Chooses the assembly that hooks into the version of xUnit in this process.</summary>
internal static class HookFixture
{
    private const string TypeName = "LeakCheck.FinalSweep";

    private static readonly Lazy<Type> Chosen = new(Choose);

    /// <summary>The fixture type. xUnit asks for it before the first test.</summary>
    public static Type Type => Chosen.Value;

    private static Type Choose()
    {
        // A test project of xUnit.net v3 is an executable. Announced before its own fixtures are created, so that what they start is seen.
        if (Assembly.GetEntryAssembly() is { } tests)
        {
            LeakSession.Prepare(tests);
        }

        bool hasNotifications = typeof(IAssemblyFixtureAttribute).Assembly.GetType("Xunit.v3.INotifyTestLifecycle") is not null;
        return PrivateAssembly.Load(TypeName, hasNotifications ? "LeakCheck.Xunit.V4" : "LeakCheck.Xunit.V3");
    }
}
