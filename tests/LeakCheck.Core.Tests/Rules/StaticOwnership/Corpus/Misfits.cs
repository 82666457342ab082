using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.Loader;

namespace LeakCheck.Core.Tests.Rules.StaticOwnership.Corpus;

/// <summary>Two assemblies that do not fit together, as NuGet puts them beside each other with a warning: one was compiled against another version of the other.</summary>
internal static class Misfits
{
    /// <summary>Loads an assembly whose second class has a static field and overrides a method that its base class does not have.</summary>
    /// <returns>The assembly, and its context, which unloads as soon as nobody holds it.</returns>
    public static (Assembly Assembly, AssemblyLoadContext Context) Load()
    {
        byte[] old = Library(new AssemblyName("MisfitLibrary"), withMethod: true);
        byte[] current = Library(new AssemblyName("MisfitLibrary"), withMethod: false);
        var compiled = new AssemblyLoadContext("compiled", isCollectible: true);
        byte[] user = User(compiled.LoadFromStream(new MemoryStream(old)).GetType("Base")!);
        compiled.Unload();
        var running = new AssemblyLoadContext("running", isCollectible: true);
        running.Resolving += (context, name) => name.Name == "MisfitLibrary" ? context.LoadFromStream(new MemoryStream(current)) : null;
        return (running.LoadFromStream(new MemoryStream(user)), running);
    }

    private static byte[] Library(AssemblyName name, bool withMethod)
    {
        var assembly = new PersistedAssemblyBuilder(name, typeof(object).Assembly);
        TypeBuilder type = assembly.DefineDynamicModule(name.Name!).DefineType("Base", TypeAttributes.Public | TypeAttributes.Abstract);
        type.DefineDefaultConstructor(MethodAttributes.Family);
        if (withMethod)
        {
            Method(type, "IsGeneric", MethodAttributes.NewSlot);
        }

        type.CreateType();
        return Bytes(assembly);
    }

    private static byte[] User(Type library)
    {
        var assembly = new PersistedAssemblyBuilder(new AssemblyName("MisfitUser"), typeof(object).Assembly);
        ModuleBuilder module = assembly.DefineDynamicModule("MisfitUser");
        module.DefineType("Plain", TypeAttributes.Public).CreateType();
        TypeBuilder type = module.DefineType("Misfit", TypeAttributes.Public, library);
        type.DefineField("s_instance", typeof(object), FieldAttributes.Private | FieldAttributes.Static);
        type.DefineMethodOverride(Method(type, "Mine", MethodAttributes.NewSlot), library.GetMethod("IsGeneric")!);
        type.CreateType();
        return Bytes(assembly);
    }

    private static MethodBuilder Method(TypeBuilder type, string name, MethodAttributes attributes)
    {
        MethodBuilder method = type.DefineMethod(name, MethodAttributes.Public | MethodAttributes.Virtual | attributes, typeof(bool), []);
        ILGenerator code = method.GetILGenerator();
        code.Emit(OpCodes.Ldc_I4_0);
        code.Emit(OpCodes.Ret);
        return method;
    }

    private static byte[] Bytes(PersistedAssemblyBuilder assembly)
    {
        using var stream = new MemoryStream();
        assembly.Save(stream);
        return stream.ToArray();
    }
}
