using System.Runtime.Loader;

namespace LeakCheck;

/// <summary>Loads the assemblies that travel beside an adapter, each compiled against one version of its framework or runner.</summary>
internal static class PrivateAssembly
{
    /// <summary>Loads a type by name, so that no type of a version that is not in the process is ever touched.</summary>
    /// <exception cref="FileNotFoundException">The assembly is not beside the adapter.</exception>
    /// <exception cref="TypeLoadException">The assembly has no such type.</exception>
    public static Type Load(string type, string assembly)
        => Type.GetType($"{type}, {assembly}", throwOnError: false) ?? LoadFromFolder(type, assembly);

    // A project reference copies the file, but does not list it among the dependencies by which assemblies are found.
    private static Type LoadFromFolder(string type, string assembly)
    {
        string folder = Path.GetDirectoryName(typeof(PrivateAssembly).Assembly.Location)!;
        AssemblyLoadContext context = AssemblyLoadContext.GetLoadContext(typeof(PrivateAssembly).Assembly)!;
        return context.LoadFromAssemblyPath(Path.Combine(folder, assembly + ".dll")).GetType(type, throwOnError: true)!;
    }
}
