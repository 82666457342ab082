using LeakCheck.Session;
using NUnit.Framework;

namespace LeakCheck.Adapters;

/// <summary>What the engine has to know about NUnit.</summary>
internal static class NUnitProfile
{
    public static FrameworkProfile Create() => new(
        "NUnit",
        typeof(TestAttribute).Assembly.GetName().Version?.ToString(3) ?? "unknown",
        ["nunit.framework", "nunit.engine", "NUnit3.TestAdapter", "testcentric.engine"],
        []);
}
