using System.Reflection;
using System.Reflection.Emit;
using LeakCheck.RuntimeInternals.Contracts;

namespace LeakCheck.RuntimeInternals.Clr;

/// <summary><c>ExecutionContext.m_localValues</c>, the immutable map from async locals to values.</summary>
internal sealed class ClrContextReader : IContextReader
{
    private readonly Func<ExecutionContext, object, object?> _read;

    public ClrContextReader()
    {
        FieldInfo values = Accessors.FieldOf(typeof(ExecutionContext), "m_localValues");
        Type key = Accessors.RuntimeType("System.Threading.IAsyncLocal");
        MethodInfo tryGet = values.FieldType.GetMethod("TryGetValue", [key, typeof(object).MakeByRefType()])
            ?? throw new MissingMethodException(values.FieldType.FullName, "TryGetValue");

        // values is null in the default context; otherwise values.TryGetValue(key, out result).
        var method = new DynamicMethod(
            "ReadLocal", typeof(object), [typeof(ExecutionContext), typeof(object)], typeof(object).Module, skipVisibility: true);
        ILGenerator il = method.GetILGenerator();
        LocalBuilder result = il.DeclareLocal(typeof(object));
        Label none = il.DefineLabel();
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldfld, values);
        il.Emit(OpCodes.Brfalse, none);
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldfld, values);
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Castclass, key);
        il.Emit(OpCodes.Ldloca, result);
        il.Emit(OpCodes.Callvirt, tryGet);
        il.Emit(OpCodes.Pop);
        il.MarkLabel(none);
        il.Emit(OpCodes.Ldloc, result);
        il.Emit(OpCodes.Ret);
        _read = method.CreateDelegate<Func<ExecutionContext, object, object?>>();
    }

    public object? Read(ExecutionContext context, object asyncLocal) => _read(context, asyncLocal);
}
