using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using LeakCheck.RuntimeInternals;

namespace LeakCheck.Diagnosis.Hints;

/// <summary>What the dispose methods of a type use, read from their instructions; nothing of them runs.</summary>
/// <param name="Fields">Names of the type's own fields.</param>
/// <param name="Calls">Metadata names of the methods they call, each behind the simple name of its type.</param>
internal sealed record StopCode(IReadOnlySet<string> Fields, IReadOnlySet<string> Calls)
{
    private const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    /// <summary>Calls into further methods of the same type (count).</summary>
    private const int MostMethods = 50;

    private static readonly HashSet<ushort> s_fieldCodes = [Value(OpCodes.Ldfld), Value(OpCodes.Ldflda), Value(OpCodes.Stfld)];
    private static readonly HashSet<ushort> s_callCodes = [Value(OpCodes.Call), Value(OpCodes.Callvirt), Value(OpCodes.Newobj), Value(OpCodes.Ldftn)];
    private static readonly ConditionalWeakTable<Type, StopCode> s_known = [];

    /// <summary>Reads a type and the classes it derives from.</summary>
    public static StopCode Of(Type type) => s_known.GetValue(type, static t => Read(t));

    private static StopCode Read(Type type)
    {
        var fields = new HashSet<string>();
        var calls = new HashSet<string>();
        var seen = new HashSet<MethodBase>();
        var open = new Queue<MethodBase>();
        for (Type? declaring = type; declaring is not null && declaring != typeof(object); declaring = declaring.BaseType)
        {
            foreach (MethodInfo method in declaring.GetMethods(Declared).Where(m => IsStop(m.Name)))
            {
                open.Enqueue(method);
            }
        }

        while (seen.Count < MostMethods && open.TryDequeue(out MethodBase? method))
        {
            if (seen.Add(method))
            {
                ReadBody(SourceLines.Instructions(method), type, fields, calls, open);
            }
        }

        return new StopCode(fields, calls);
    }

    private static bool IsStop(string method) => method[(method.LastIndexOf('.') + 1)..] is "Dispose" or "DisposeAsync" or "DisposeCore" or "DisposeAsyncCore";

    private static void ReadBody(MethodBase method, Type type, HashSet<string> fields, HashSet<string> calls, Queue<MethodBase> open)
    {
        try
        {
            if (method.GetMethodBody()?.GetILAsByteArray() is not { } il)
            {
                return;
            }

            Type[]? typeArguments = method.DeclaringType is { IsGenericType: true } generic ? generic.GetGenericArguments() : null;
            foreach (IlInstruction instruction in IlReader.Read(il))
            {
                if (s_fieldCodes.Contains(instruction.Code) && method.Module.ResolveField(instruction.Operand, typeArguments, null) is { } field)
                {
                    fields.Add(field.Name);
                }
                else if (s_callCodes.Contains(instruction.Code) && method.Module.ResolveMethod(instruction.Operand, typeArguments, null) is { } called)
                {
                    calls.Add($"{called.DeclaringType?.Name}.{called.Name}");
                    if (called.DeclaringType is { } declaring && IsOwn(declaring, type))
                    {
                        open.Enqueue(called);
                    }
                }
            }
        }
        catch (Exception e) when (LoadErrors.Is(e))
        {
            // A generic method, or an assembly that is not there: what was read so far is what is known.
        }
    }

    /// <summary>The type, one it derives from outside the runtime, or a class that the compiler made for it.</summary>
    private static bool IsOwn(Type declaring, Type type) =>
        declaring.Assembly == type.Assembly && (declaring.IsAssignableFrom(type) || declaring.DeclaringType == type);

    private static ushort Value(OpCode code) => unchecked((ushort)code.Value);
}
