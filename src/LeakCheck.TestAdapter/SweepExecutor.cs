using Microsoft.VisualStudio.TestPlatform.ObjectModel;
using Microsoft.VisualStudio.TestPlatform.ObjectModel.Adapter;

namespace LeakCheck.TestAdapter;

/// <summary>Shows the final sweep of a VSTest run as one failed result, and the closing line as a message.</summary>
[ExtensionUri(Uri)]
public sealed class SweepExecutor : ITestExecutor
{
    internal const string Uri = "executor://leakcheck/finalsweep/v1";

    /// <inheritdoc/>
    public void RunTests(IEnumerable<string>? sources, IRunContext? runContext, IFrameworkHandle? frameworkHandle)
    {
        if (frameworkHandle is not null && sources?.FirstOrDefault() is { } source)
        {
            EndOfExecution.Do(new SweepResult(source, frameworkHandle).Show);
        }
    }

    /// <inheritdoc/>
    public void RunTests(IEnumerable<TestCase>? tests, IRunContext? runContext, IFrameworkHandle? frameworkHandle)
        => RunTests(tests?.Select(t => t.Source), runContext, frameworkHandle);

    /// <inheritdoc/>
    public void Cancel()
    {
    }
}
