using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;

namespace LeakCheck.RuntimeInternals.Clr;

/// <summary>
/// Asks the runtime whether a class has been initialised. Its own managed description of a method table is used (.NET 9 and later), so no layout is written down here:
/// a property on .NET 10; on .NET 9 only the flags, whose bit is learned from a class of ours.
/// </summary>
internal static class ClassInitialisation
{
    private const BindingFlags AnyInstance = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    /// <summary>Binds the query and tries it on a class of our own, before and after its first use. Works once per process.</summary>
    /// <returns>
    /// Takes <c>Type.TypeHandle.Value</c> of a closed class; true when it is initialised. Null when this runtime has no such query or gives a wrong answer.
    /// </returns>
    public static Func<IntPtr, bool>? TryBind()
    {
        try
        {
            return (BindProperty() ?? LearnFlag()) is { } query && TellsTheTruth(query) ? query : null;
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or NotSupportedException or MemberAccessException or TypeLoadException)
        {
            return null;
        }
    }

    private static FieldInfo? AuxiliaryData =>
        typeof(object).Assembly.GetType("System.Runtime.CompilerServices.MethodTable")?.GetField("AuxiliaryData", AnyInstance) is { FieldType.IsPointer: true } pointer ? pointer : null;

    private static Func<IntPtr, bool>? BindProperty()
    {
        MethodInfo? isInitialised = AuxiliaryData?.FieldType.GetElementType()!.GetProperty("IsClassInited", AnyInstance)?.GetMethod;
        return isInitialised?.ReturnType == typeof(bool) ? Compile<bool>(il => il.Emit(OpCodes.Call, isInitialised)) : null;
    }

    private static Func<IntPtr, bool>? LearnFlag()
    {
        FieldInfo? field = AuxiliaryData?.FieldType.GetElementType()!.GetField("Flags", AnyInstance);
        if (field?.FieldType != typeof(uint))
        {
            return null;
        }

        Func<IntPtr, uint> flags = Compile<uint>(il => il.Emit(OpCodes.Ldfld, field));
        RuntimeTypeHandle sample = typeof(Sample).TypeHandle;
        uint before = flags(sample.Value);
        RuntimeHelpers.RunClassConstructor(sample);
        uint learned = flags(sample.Value) & ~before;
        return learned == 0 ? null : methodTable => (flags(methodTable) & learned) == learned;
    }

    /// <summary>Compiles a read of the auxiliary data that a method table points to.</summary>
    private static Func<IntPtr, T> Compile<T>(Action<ILGenerator> read)
    {
        var method = new DynamicMethod("ReadAuxiliaryData", typeof(T), [typeof(IntPtr)], typeof(object).Module, skipVisibility: true);
        ILGenerator il = method.GetILGenerator();
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldfld, AuxiliaryData!);
        read(il);
        il.Emit(OpCodes.Ret);
        return method.CreateDelegate<Func<IntPtr, T>>();
    }

    private static bool TellsTheTruth(Func<IntPtr, bool> query)
    {
        RuntimeTypeHandle probe = typeof(Probe).TypeHandle;
        bool before = query(probe.Value);
        RuntimeHelpers.RunClassConstructor(probe);
        return !before && query(probe.Value);
    }

    /// <summary>Shows which flag changes. The explicit constructor keeps the runtime from initialising the class early.</summary>
    private static class Sample
    {
        static Sample() => GC.KeepAlive(typeof(Sample));
    }

    /// <summary>Used by the self-test only.</summary>
    private static class Probe
    {
        static Probe() => GC.KeepAlive(typeof(Probe));
    }
}
