using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;

namespace LeakCheck.Adapters;

/// <summary>Puts a leak into an NUnit result.</summary>
internal static class ResultText
{
    /// <summary>Adds the leak as a failure. A failure that is there already stays the first; other text of the result (of a warning, a pass) follows the leak.</summary>
    public static void Add(TestResult result, LeakException leak)
    {
        bool failed = result.ResultState.Status == TestStatus.Failed;

        // A failure that NUnit keeps apart from its assertions would be lost when the result is composed from them.
        if (failed && result.AssertionResults.Count == 0)
        {
            result.RecordAssertion(result.ResultState == ResultState.Error ? AssertionStatus.Error : AssertionStatus.Failed, result.Message, result.StackTrace);
        }

        // On record as well as in the text: [Repeat] composes its result from the assertions of all cycles and drops every other text.
        result.RecordAssertion(AssertionStatus.Failed, leak.Message, leak.StackTrace);
        if (failed)
        {
            result.RecordTestCompletion();
        }
        else
        {
            string rest = string.IsNullOrWhiteSpace(result.Message) ? "" : Environment.NewLine + result.Message;
            result.SetResult(ResultState.Failure, leak.Message + rest, leak.StackTrace);
        }
    }
}
