using LeakCheck.Session;

namespace LeakCheck.Adapters;

/// <summary>What the engine has to know about MSTest.</summary>
internal static class MSTestProfile
{
    // Named differently in MSTest 3 and 4.
    private static readonly string[] s_frameworkNames = ["MSTest.TestFramework", "Microsoft.VisualStudio.TestPlatform.TestFramework"];

    public static FrameworkProfile Create() => new(
        "MSTest",
        AppDomain.CurrentDomain.GetAssemblies().Select(a => a.GetName()).FirstOrDefault(n => s_frameworkNames.Contains(n.Name))?.Version?.ToString(3) ?? "unknown",
        [.. s_frameworkNames, "MSTest.TestAdapter", "MSTestAdapter.", "Microsoft.VisualStudio.TestPlatform.MSTest", "Microsoft.VisualStudio.TestPlatform.TestFramework"],
        ["LeakCheckBeforeEachTest", "LeakCheckAfterEachTest.*"]);
}
