using NUnit.Framework.Internal;
using NUnit.Framework.Internal.Commands;

namespace LeakCheck.Adapters;

/// <summary>Surrounds one attempt of a test, from its first <c>SetUp</c> to its last <c>TearDown</c> and <c>Dispose</c>, with a scope.</summary>
internal sealed class LeakCheckedCommand(TestCommand inner) : DelegatingTestCommand(inner)
{
    public override TestResult Execute(TestExecutionContext context)
    {
        TestAttempt.Enter(context.CurrentTest, this);
        try
        {
            // A command may replace the context's result; the one it returns counts.
            context.CurrentResult = innerCommand.Execute(context);
        }
        catch (Exception exception)
        {
            // A test without SetUp, TearDown or action lets its failure pass; it must be on record before the leak's, to stay the first.
            context.CurrentResult.RecordException(exception);
        }

        TestAttempt.Leave(context.CurrentTest, this, context.CurrentResult);
        return context.CurrentResult;
    }
}
