using LeakCheck.Adapters;
using Xunit;
using Xunit.v3;

namespace LeakCheck;

// xUnit 4 notifies an assembly's fixtures around every test, outside the creation and disposal of the test class. What they throw is the test's failure.
internal sealed partial class FinalSweep : INotifyTestLifecycle, INotifyTestLifecycleAsync
{
    public FinalSweep() => DeclareFramework();

    // The synchronous notification, because what flows from an asynchronous one is lost when it returns.
    public void OnTestStarting(IXunitTest test)
    {
        _fixtures.Note();
        TestHook.Begin(test);
    }

    public ValueTask OnTestStartingAsync(IXunitTest test) => default;

    public async ValueTask OnTestFinishedAsync(IXunitTest test)
    {
        TestResult? result = TestContext.Current.TestState?.Result;
        if (await TestHook.EndAsync(test, result == TestResult.Passed, result == TestResult.Skipped).ConfigureAwait(false) is { } leak)
        {
            throw leak;
        }
    }

    public void OnTestFinished(IXunitTest test)
    {
    }
}
