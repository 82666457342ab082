using System.Reflection;
using System.Reflection.Emit;

namespace LeakCheck.RuntimeInternals.Clr;

/// <summary>Compiles readers for private fields of runtime types. A missing field throws <see cref="MissingFieldException"/>; the caller turns that into a lost capability.</summary>
internal static class Accessors
{
    public const BindingFlags Any = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private static readonly Assembly s_runtime = typeof(object).Assembly;

    public static Type RuntimeType(string fullName) =>
        s_runtime.GetType(fullName) ?? throw new MissingMemberException($"{fullName} does not exist on this runtime");

    public static FieldInfo FieldOf(Type type, params string[] names)
    {
        foreach (string name in names)
        {
            if (type.GetField(name, Any) is { } field)
            {
                return field;
            }
        }

        throw new MissingFieldException(type.FullName, names[0]);
    }

    /// <summary>A reader for an instance field; the object must be of the field's declaring type.</summary>
    public static Func<object, T> Field<T>(Type type, params string[] names)
    {
        FieldInfo field = FieldOf(type, names);
        var method = new DynamicMethod("get_" + field.Name, typeof(T), [typeof(object)], s_runtime.ManifestModule, skipVisibility: true);
        ILGenerator il = method.GetILGenerator();
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Castclass, type);
        il.Emit(OpCodes.Ldfld, field);
        il.Emit(OpCodes.Ret);
        return method.CreateDelegate<Func<object, T>>();
    }

    /// <summary>A type test for a type that cannot be named.</summary>
    public static Func<object, bool> IsInstance(Type type)
    {
        var method = new DynamicMethod("is_" + type.Name, typeof(bool), [typeof(object)], s_runtime.ManifestModule, skipVisibility: true);
        ILGenerator il = method.GetILGenerator();
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Isinst, type);
        il.Emit(OpCodes.Ldnull);
        il.Emit(OpCodes.Cgt_Un);
        il.Emit(OpCodes.Ret);
        return method.CreateDelegate<Func<object, bool>>();
    }
}
