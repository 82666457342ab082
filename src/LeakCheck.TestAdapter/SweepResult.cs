using LeakCheck.Adapters;
using LeakCheck.Session;
using Microsoft.VisualStudio.TestPlatform.ObjectModel;
using Microsoft.VisualStudio.TestPlatform.ObjectModel.Adapter;
using Microsoft.VisualStudio.TestPlatform.ObjectModel.Logging;

namespace LeakCheck.TestAdapter;

/// <summary>Ends the session of this process, or takes over those of its child processes, and records their outcomes.</summary>
/// <param name="source">The test assembly under which a failure is recorded.</param>
/// <param name="framework">VSTest's recorder.</param>
internal sealed class SweepResult(string source, IFrameworkHandle framework)
{
    public void Show()
    {
        try
        {
            foreach (Handover ending in Endings())
            {
                Record(ending);
            }
        }
        catch (Exception e)
        {
            // An exception in a trace event's handler is swallowed; this must not be.
            Record(new Handover("LeakCheck: the final sweep could not be shown. " + e.Message, e.StackTrace, []));
        }
    }

    private static IReadOnlyList<Handover> Endings()
        => LeakSession.ScopesBegun > 0 ? [Handover.From(LeakSession.FinishAsync().GetAwaiter().GetResult())] : Handover.Take();

    private void Record(Handover ending)
    {
        foreach (string line in ending.Lines)
        {
            // The lowest level that VSTest's console shows; it changes no verdict.
            framework.SendMessage(TestMessageLevel.Warning, line);
        }

        if (ending.FailureMessage is null)
        {
            return;
        }

        var test = new TestCase(LeakSession.SweepName, new Uri(SweepExecutor.Uri), source) { DisplayName = LeakSession.SweepName };
        framework.RecordStart(test);
        framework.RecordResult(new TestResult(test)
        {
            DisplayName = LeakSession.SweepName,
            Outcome = TestOutcome.Failed,
            ErrorMessage = ending.FailureMessage,
            ErrorStackTrace = ending.FailureStackTrace,
        });
        framework.RecordEnd(test, TestOutcome.Failed);
    }
}
