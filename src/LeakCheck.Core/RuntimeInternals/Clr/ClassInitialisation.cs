using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;

namespace LeakCheck.RuntimeInternals.Clr;

/// <summary>
/// Asks the runtime whether a class has been initialised. Its own managed description of a method table is used (.NET 9 and later), so no layout is written down here.
/// </summary>
internal static class ClassInitialisation
{
    private const BindingFlags AnyInstance = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    /// <summary>Binds the query and tries it on a class of our own, before and after its first use.</summary>
    /// <returns>
    /// Takes <c>Type.TypeHandle.Value</c> of a closed class; true only when its static constructor has finished. Null when this runtime has no such query or gives a wrong answer.
    /// </returns>
    public static Func<IntPtr, bool>? TryBind()
    {
        try
        {
            return Bind() is { } query && TellsTheTruth(query) ? query : null;
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or NotSupportedException or MemberAccessException or TypeLoadException)
        {
            return null;
        }
    }

    private static Func<IntPtr, bool>? Bind()
    {
        FieldInfo? auxiliary = typeof(object).Assembly.GetType("System.Runtime.CompilerServices.MethodTable")?.GetField("AuxiliaryData", AnyInstance);
        MethodInfo? isInitialised = auxiliary?.FieldType.GetElementType()?.GetProperty("IsClassInited", AnyInstance)?.GetMethod;
        if (auxiliary is null || isInitialised is null || isInitialised.ReturnType != typeof(bool))
        {
            return null;
        }

        var method = new DynamicMethod("IsClassInitialised", typeof(bool), [typeof(IntPtr)], typeof(object).Module, skipVisibility: true);
        ILGenerator il = method.GetILGenerator();
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldfld, auxiliary);
        il.Emit(OpCodes.Call, isInitialised);
        il.Emit(OpCodes.Ret);
        return method.CreateDelegate<Func<IntPtr, bool>>();
    }

    private static bool TellsTheTruth(Func<IntPtr, bool> query)
    {
        RuntimeTypeHandle probe = typeof(Probe).TypeHandle;
        bool before = query(probe.Value);
        RuntimeHelpers.RunClassConstructor(probe);
        return !before && query(probe.Value);
    }

    /// <summary>Used by the self-test only; the explicit constructor keeps the runtime from initialising it early.</summary>
    private static class Probe
    {
        static Probe() => GC.KeepAlive(typeof(Probe));
    }
}
