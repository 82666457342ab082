using System.Reflection;
using LeakCheck.Adapters;
using Xunit.v3;

namespace LeakCheck;

/// <summary>
/// Fails a test that leaves a thread, timer or task behind. On an assembly it covers every test, on a class or method those below it. The check comes after the
/// test class was disposed and covers its constructor. What is left at the end of the run and was not reported yet fails the run as <c>LeakCheck.FinalSweep</c>.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly | AttributeTargets.Class | AttributeTargets.Method)]
public sealed class VerifyNoLeaksAttribute : VerifyNoLeaksSettingsAttribute, IAssemblyFixtureAttribute, IBeforeAfterTestAttribute
{
    // On an assembly the attribute registers the hook itself; for classes and methods the package's build files do.
    Type IAssemblyFixtureAttribute.AssemblyFixtureType => HookFixture.Type;

    // The check itself cannot be made here: xUnit calls this after the constructor and before disposal. But it can be seen whether the hook was there.
    void IBeforeAfterTestAttribute.Before(MethodInfo methodUnderTest, IXunitTest test)
    {
        if (!HookMark.IsSet(test))
        {
            throw new InvalidOperationException(
                "LeakCheck: [VerifyNoLeaks] stands on this test, but LeakCheck's hook did not run, so nothing was checked. The package LeakCheck.Xunit registers the hook in each test "
                + "project that references it: reference the package from this project (not only its assembly), without LeakCheckEnabled=false and without excluding its build files; "
                + "or add [assembly: VerifyNoLeaks] or [assembly: VerifyNoLeaksSupport]. With xUnit.net 3.2 another library may also have replaced XunitTestRunner.Instance.");
        }
    }

    void IBeforeAfterTestAttribute.After(MethodInfo methodUnderTest, IXunitTest test)
    {
    }
}
