namespace LeakCheck;

/// <summary>
/// Fails each test that leaves a thread, timer or running task behind. On a method it covers that method with all its rows, on a class its tests, on an assembly
/// everything in it. At the end of the run the whole process is swept once more, which also finds what outlived <c>ClassCleanup</c> and <c>AssemblyCleanup</c>.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly | AttributeTargets.Class | AttributeTargets.Method)]
public sealed class VerifyNoLeaksAttribute : VerifyNoLeaksSettingsAttribute
{
}
