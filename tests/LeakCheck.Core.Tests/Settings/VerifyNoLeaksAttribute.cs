namespace LeakCheck.Core.Tests.Settings;

/// <summary>Stands for the attribute of an adapter. Public, because the assemblies that tests make at run time see public types only.</summary>
[AttributeUsage(AttributeTargets.Assembly | AttributeTargets.Class | AttributeTargets.Method)]
public sealed class VerifyNoLeaksAttribute : VerifyNoLeaksSettingsAttribute;
