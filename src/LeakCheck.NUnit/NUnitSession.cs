using LeakCheck.Session;
using NUnit.Framework;

namespace LeakCheck.Adapters;

/// <summary>The engine's door, with NUnit announced to it before the first scope.</summary>
internal static class NUnitSession
{
    static NUnitSession() => LeakSession.Use(new FrameworkProfile(
        "NUnit",
        typeof(TestAttribute).Assembly.GetName().Version?.ToString(3) ?? "unknown",
        ["nunit.framework", "nunit.engine", "NUnit3.TestAdapter", "testcentric.engine"],
        [])
    {
        ThreadNames = ["NUnit.Fw."],
    });

    /// <inheritdoc cref="LeakSession.Begin"/>
    public static LeakScope? Begin(TestPlace place) => LeakSession.Begin(place);
}
