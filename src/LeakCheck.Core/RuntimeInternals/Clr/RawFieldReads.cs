using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;

namespace LeakCheck.RuntimeInternals.Clr;

/// <summary>
/// Field reads that never initialise a class. <see cref="FieldInfo.GetValue"/> runs the static constructor of the declaring class, and does so even for an instance field
/// (measured on .NET 8, 9 and 10: a class marked <c>beforefieldinit</c> can have instances before its statics are initialised).
/// The runtime's own method behind it takes a flag that says "initialised already"; passing true skips that step and only copies the field.
/// </summary>
internal sealed class RawFieldReads
{
    private delegate object? RuntimeGetter(FieldInfo field, object? holder, Type fieldType, Type declaringType, ref bool isInitialised);

    private readonly RuntimeGetter _getter;

    private RawFieldReads(RuntimeGetter getter) => _getter = getter;

    /// <summary>Binds the runtime's method and tries it on classes of our own.</summary>
    /// <returns>Null when the method is missing, has another shape, or runs a static constructor after all.</returns>
    public static RawFieldReads? TryBind()
    {
        try
        {
            return Bind() is { } getter && new RawFieldReads(getter) is var reads && reads.ReadsWithoutInitialising() ? reads : null;
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or NotSupportedException or MemberAccessException or TypeLoadException)
        {
            return null;
        }
    }

    /// <summary>
    /// Reads a field as it is in memory. An instance field is always safe. A static field must have its storage: true for every initialised class;
    /// without initialisation only as <see cref="ClrFieldReader"/> says, else the process would crash.
    /// </summary>
    public object? Read(FieldInfo field, object? holder)
    {
        bool isInitialised = true;
        return _getter(field, holder, field.FieldType, field.DeclaringType!, ref isInitialised);
    }

    private static RuntimeGetter? Bind()
    {
        // RtFieldInfo field, object instance, RuntimeType fieldType, RuntimeType declaringType, ref bool isClassInitialized
        MethodInfo? target = Array.Find(
            typeof(RuntimeFieldHandle).GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic),
            m => m.Name == "GetValue" && m.ReturnType == typeof(object) && m.GetParameters() is { Length: 5 } p && p[4].ParameterType == typeof(bool).MakeByRefType());
        if (target is null)
        {
            return null;
        }

        ParameterInfo[] parameters = target.GetParameters();
        var method = new DynamicMethod(
            "ReadField",
            typeof(object),
            [typeof(FieldInfo), typeof(object), typeof(Type), typeof(Type), typeof(bool).MakeByRefType()],
            typeof(object).Module,
            skipVisibility: true);
        ILGenerator il = method.GetILGenerator();
        for (int i = 0; i < parameters.Length; i++)
        {
            il.Emit(OpCodes.Ldarg, (short)i);
            if (!parameters[i].ParameterType.IsByRef)
            {
                il.Emit(OpCodes.Castclass, parameters[i].ParameterType);
            }
        }

        il.Emit(OpCodes.Call, target);
        il.Emit(OpCodes.Ret);
        return method.CreateDelegate<RuntimeGetter>();
    }

    private bool ReadsWithoutInitialising()
    {
        var holder = new Probe { Slot = this };
        bool reads = ReferenceEquals(Read(typeof(Probe).GetField(nameof(Probe.Slot))!, holder), this);
        return reads && !ProbeLog.Initialised.Value;
    }

    /// <summary>Has an instance before its static field is initialised. Used by the self-test only.</summary>
    private sealed class Probe
    {
        public static readonly bool Touched = ProbeLog.Initialised.Value = true;
        public object? Slot;
    }

    private static class ProbeLog
    {
        public static readonly StrongBox<bool> Initialised = new();
    }
}
