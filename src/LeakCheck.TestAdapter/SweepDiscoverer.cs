using System.ComponentModel;
using System.Reflection;
using LeakCheck.Adapters;
using Microsoft.VisualStudio.TestPlatform.ObjectModel;
using Microsoft.VisualStudio.TestPlatform.ObjectModel.Adapter;
using Microsoft.VisualStudio.TestPlatform.ObjectModel.Logging;

namespace LeakCheck.TestAdapter;

/// <summary>Finds no tests. VSTest runs <see cref="SweepExecutor"/> for a test assembly because a discoverer names it.</summary>
[FileExtension(".dll")]
[FileExtension(".exe")]
[DefaultExecutorUri(SweepExecutor.Uri)]
[BridgeCategory]
public sealed class SweepDiscoverer : ITestDiscoverer
{
    /// <inheritdoc/>
    public void DiscoverTests(IEnumerable<string> sources, IDiscoveryContext discoveryContext, IMessageLogger logger, ITestCaseDiscoverySink discoverySink)
    {
    }
}

/// <summary>
/// VSTest reads a discoverer's category when, and only when, it is about to run whole assemblies; that is also when it will call <see cref="SweepExecutor"/>. It is
/// the one moment before the adapters start at which the bridge can promise to show what a child process leaves. When an IDE runs chosen tests
/// nothing is promised, and the child process shows the sweep itself.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class BridgeCategoryAttribute : CategoryAttribute
{
    // The category says what VSTest would assume without it: managed assemblies.
    public BridgeCategoryAttribute()
        : base("managed")
    {
        // vstest.console reads discoverers as well; its environment would be inherited by every later test host.
        if (Assembly.GetEntryAssembly()?.GetName().Name?.StartsWith("testhost", StringComparison.OrdinalIgnoreCase) == true)
        {
            Handover.Promise();
        }
    }
}
