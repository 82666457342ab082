using System.Reflection;
using LeakCheck.RuntimeInternals;

namespace LeakCheck.Diagnosis;

/// <summary>What the token in an instruction stands for. Null where it cannot be resolved: an assembly that is not there, a method made at run time.</summary>
internal static class IlTokens
{
    private const ushort LoadField = 0x7B;
    private const ushort LoadStaticAddress = 0x7F;

    /// <summary>The method that a <c>call</c>, <c>callvirt</c> or <c>newobj</c> calls.</summary>
    public static MethodBase? Called(MethodBase method, IlInstruction instruction) => instruction.IsCall || instruction.IsNew ? Method(method, instruction) : null;

    /// <summary>The method that an instruction calls or makes a delegate of.</summary>
    public static MethodBase? Reached(MethodBase method, IlInstruction instruction) =>
        instruction.MakesDelegate ? Method(method, instruction) : Called(method, instruction);

    /// <summary>The field whose value an instruction loads.</summary>
    public static FieldInfo? Loaded(MethodBase method, IlInstruction instruction) =>
        instruction.Code == LoadField || instruction.LoadsStatic ? Field(method, instruction) : null;

    /// <summary>The static field whose value or address an instruction loads, or to which it stores.</summary>
    public static FieldInfo? OfStatic(MethodBase method, IlInstruction instruction) =>
        instruction.LoadsStatic || instruction.StoresStatic || instruction.Code == LoadStaticAddress ? Field(method, instruction) : null;

    /// <summary>The field of an object that an instruction stores to.</summary>
    public static FieldInfo? Stored(MethodBase method, IlInstruction instruction) => instruction.StoresField ? Field(method, instruction) : null;

    private static MethodBase? Method(MethodBase method, IlInstruction instruction) =>
        Resolve(method, static (module, token, ofType, ofMethod) => module.ResolveMethod(token, ofType, ofMethod), instruction.Operand);

    private static FieldInfo? Field(MethodBase method, IlInstruction instruction) =>
        Resolve(method, static (module, token, ofType, ofMethod) => module.ResolveField(token, ofType, ofMethod), instruction.Operand);

    private static T? Resolve<T>(MethodBase method, Func<Module, int, Type[]?, Type[]?, T?> resolve, int token)
        where T : MemberInfo
    {
        try
        {
            Type[]? ofType = method.DeclaringType is { IsGenericType: true } type ? type.GetGenericArguments() : null;
            return resolve(method.Module, token, ofType, method.IsGenericMethod ? method.GetGenericArguments() : null);
        }
        catch (Exception e) when (LoadErrors.Is(e))
        {
            return null;
        }
    }
}
