using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;

namespace LeakCheck.Adapters;

/// <summary>Puts a leak into an NUnit result.</summary>
internal static class ResultText
{
    /// <summary>Adds the leak as a failure; a failure that is there already stays the first.</summary>
    public static void Add(TestResult result, LeakException leak)
    {
        // Some failures (an AssertionException thrown by another library, MaxTime) are in the result but not among its assertions, and NUnit composes the
        // result anew from the assertions. SetResult alone would do here, yet [Repeat] drops its text.
        if (result.ResultState.Status == TestStatus.Failed && result.AssertionResultCount == 0)
        {
            result.RecordAssertion(result.ResultState == ResultState.Error ? AssertionStatus.Error : AssertionStatus.Failed, result.Message, result.StackTrace);
        }

        result.RecordAssertion(AssertionStatus.Failed, leak.Message, leak.StackTrace);
        result.RecordTestCompletion();
    }
}
