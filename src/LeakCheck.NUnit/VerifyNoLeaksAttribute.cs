using LeakCheck.Adapters;
using NUnit.Framework;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;
using NUnit.Framework.Internal.Commands;

namespace LeakCheck;

/// <summary>
/// Fails each test that leaves a thread, timer or running task behind. On a method it covers that method with all its rows, on a class its tests and its
/// fixture (<c>OneTimeSetUp</c> to <c>OneTimeTearDown</c> and <c>Dispose</c>), on an assembly everything in it. At the end of the run the whole process is swept once more.
/// </summary>
/// <remarks>
/// NUnit asks only the nearest level for wrappers, so <c>[MaxTime]</c> on a method hides a wrapper of its class; NUnit 4.4 asks methods alone. The same attribute
/// is therefore an action as well, which NUnit collects from every level: whichever of the two comes first for a test begins its scope.
/// </remarks>
[AttributeUsage(AttributeTargets.Assembly | AttributeTargets.Class | AttributeTargets.Method)]
public sealed class VerifyNoLeaksAttribute : VerifyNoLeaksSettingsAttribute, IWrapSetUpTearDown, ITestAction, IApplyToContext
{
    /// <inheritdoc/>
    ActionTargets ITestAction.Targets => ActionTargets.Test | ActionTargets.Suite;

    /// <inheritdoc/>
    TestCommand ICommandWrapper.Wrap(TestCommand command) => new LeakCheckedCommand(command);

    /// <inheritdoc/>
    void ITestAction.BeforeTest(ITest test)
    {
        if (test.IsSuite)
        {
            FixtureListener.LeaveScope();
        }
        else
        {
            TestAttempt.Enter(test, this);
        }
    }

    /// <inheritdoc/>
    void ITestAction.AfterTest(ITest test)
    {
        if (!test.IsSuite)
        {
            TestAttempt.Leave(test, this, TestExecutionContext.CurrentContext.CurrentResult);
        }
    }

    /// <inheritdoc/>
    void IApplyToContext.ApplyToContext(TestExecutionContext context) => FixtureListener.Install(context);
}
