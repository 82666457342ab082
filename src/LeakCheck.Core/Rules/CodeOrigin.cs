namespace LeakCheck.Rules;

/// <summary>Whose code an assembly is.</summary>
internal enum CodeOrigin
{
    /// <summary>Microsoft.NETCore.App.</summary>
    Runtime,

    /// <summary>A test framework or runner, as its adapter declared it.</summary>
    Framework,

    /// <summary>LeakCheck itself.</summary>
    Self,

    /// <summary>A package or another shared framework (ASP.NET Core).</summary>
    Package,

    /// <summary>The program under test and its tests.</summary>
    User,
}
