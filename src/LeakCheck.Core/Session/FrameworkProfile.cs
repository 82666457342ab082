namespace LeakCheck.Session;

/// <summary>What an adapter tells the engine about its framework. Data only; the engine itself knows no framework.</summary>
/// <param name="Name">Framework name, for reports: <c>xUnit.net v3</c>.</param>
/// <param name="Version">Framework version, for reports.</param>
/// <param name="AssemblyPrefixes">Simple-name prefixes of assemblies whose own work is the framework's, never a test's.</param>
/// <param name="EntryPointTypes">Names (<c>*</c> is a wildcard) of generated types inside user assemblies whose work is the framework's.</param>
internal sealed record FrameworkProfile(string Name, string Version, IReadOnlyList<string> AssemblyPrefixes, IReadOnlyList<string> EntryPointTypes)
{
    /// <summary>Beginnings of the names of threads that are the framework's own for the whole run, such as its workers.</summary>
    public IReadOnlyList<string> ThreadNames { get; init; } = [];
}
