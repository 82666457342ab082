using LeakCheck.Adapters;
using Xunit.v3;

namespace LeakCheck;

// xUnit 3 has no notifications around a test. Its runner is a replaceable singleton instead.
internal sealed partial class FinalSweep
{
    public FinalSweep()
    {
        DeclareFramework();
        XunitTestRunner.Instance = new Runner(_fixtures);
    }

    private sealed class Runner(AssemblyFixtures fixtures) : XunitTestRunner
    {
        protected override async ValueTask<TimeSpan> RunTest(XunitTestRunnerContext ctxt)
        {
            ArgumentNullException.ThrowIfNull(ctxt);
            fixtures.Note();
            if (!ctxt.Aggregator.Run(() => Begin(ctxt), false))
            {
                return TimeSpan.Zero;
            }

            TimeSpan elapsed = await base.RunTest(ctxt).ConfigureAwait(false);
            Exception? failure = ctxt.Aggregator.ToException();
            bool skipped = ctxt.GetSkipReason(failure) is not null;
            if (await TestHook.EndAsync(ctxt.Test, failure is null, skipped).ConfigureAwait(false) is { } leak)
            {
                ctxt.Aggregator.Add(leak);
            }

            return elapsed;
        }

        private static bool Begin(XunitTestRunnerContext ctxt)
        {
            TestHook.Begin(ctxt.Test);
            return true;
        }
    }
}
