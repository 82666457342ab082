using System.ComponentModel;
using Xunit.v3;

namespace LeakCheck;

/// <summary>Registers LeakCheck's hook with xUnit. The package's build files put it on the test assembly; by itself it checks nothing.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class VerifyNoLeaksSupportAttribute : Attribute, IAssemblyFixtureAttribute
{
    Type IAssemblyFixtureAttribute.AssemblyFixtureType => HookFixture.Type;
}
