using System.Reflection;
using System.Runtime.CompilerServices;
using LeakCheck.Diagnosis;
using LeakCheck.RuntimeInternals;
using LeakCheck.RuntimeInternals.Clr;

namespace LeakCheck.Rules;

/// <summary>
/// Rule R7: work of static code that no object owns, but that the program starts once only. Told from the instructions of the class in which its method stands: whoever starts it is the static
/// constructor, or asks a static field first and sets it, which nobody sets back. Reads instructions; nothing runs. Safe for use from many threads.
/// </summary>
internal static class StartedOnce
{
    private const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    /// <summary>Methods of the class between the start of the work and its guard (count).</summary>
    private const int MostSteps = 5;

    /// <summary>Instructions between the making of a delegate and the call that gets it (count): the compiler keeps the delegate in a cache first.</summary>
    private const int Reach = 8;

    /// <summary>Whoever gets a delegate from these runs it once.</summary>
    private static readonly HashSet<Type> s_runners = [typeof(Task), typeof(TaskFactory), typeof(Thread), typeof(ThreadPool), typeof(Lazy<>)];

    private static readonly ConditionalWeakTable<MethodBase, StrongBox<string?>> s_known = [];

    /// <summary>What starts the work only once, for people; null where nothing is known to.</summary>
    /// <param name="entry">The outermost method of the program's own that runs it.</param>
    public static string? Why(MethodBase entry) => s_known.GetValue(entry, static e => new StrongBox<string?>(Find(e))).Value;

    private static string? Find(MethodBase entry)
    {
        try
        {
            return IsStaticCode(entry) ? Starter(entry, [.. Methods(EnclosingTypes.Outermost(entry.DeclaringType!))], MostSteps) : null;
        }
        catch (Exception e) when (LoadErrors.Is(e))
        {
            return null;
        }
    }

    private static bool IsStaticCode(MethodBase method) =>
        method.DeclaringType is { } type && (method.IsStatic || (GeneratedNames.IsClosure(type.Name) && type.GetField(AwaiterFields.CapturedThis) is null));

    /// <summary>What all who lead to a method have in common; null when one of them leads there each time it is called.</summary>
    private static string? Starter(MethodBase method, IReadOnlyList<Body> all, int steps)
    {
        string? found = null;
        foreach (Body body in all.Where(b => !IsSame(b.Source, method)))
        {
            for (int i = 0; i < body.Code.Count; i++)
            {
                if (IlTokens.Reached(body.Method, body.Code[i]) is not { } reached || !IsSame(reached, method))
                {
                    continue;
                }

                if ((body.Code[i].MakesDelegate && !IsRunOnce(body, i)) || OnceAt(body, i, all, steps) is not { } why)
                {
                    return null;
                }

                found = why;
            }
        }

        return found;
    }

    private static string? OnceAt(Body body, int index, IReadOnlyList<Body> all, int steps)
    {
        if (body.Source is ConstructorInfo { IsStatic: true })
        {
            return "a static constructor starts it";
        }

        return Guard(body, index, all) is { } guard ? $"`{MethodNames.OfType(guard.DeclaringType!)}.{GeneratedNames.Member(guard.Name)}` guards its start"
            : steps > 0 && IsReachedFromWithin(body.Source) ? Starter(body.Source, all, steps - 1)
            : null;
    }

    /// <summary>Code outside of the class can call all but its private methods. The methods of lambdas and local functions are only reached through their makers.</summary>
    private static bool IsReachedFromWithin(MethodBase method) => method.IsPrivate || method.Name.StartsWith('<');

    /// <summary>True where the delegate that an instruction makes goes to something that runs it once.</summary>
    private static bool IsRunOnce(Body body, int index)
    {
        MethodBase? taker = body.Code.Skip(index + 1).Take(Reach).Select(i => IlTokens.Called(body.Method, i)).FirstOrDefault(c => c is not null && !typeof(Delegate).IsAssignableFrom(c.DeclaringType));
        return taker?.DeclaringType is { } type && s_runners.Contains(type.IsGenericType ? type.GetGenericTypeDefinition() : type);
    }

    /// <summary>
    /// The static field that is asked before an instruction and set in the same method, and nowhere else; null when there is none. The fields in which the compiler keeps delegates look alike.
    /// </summary>
    private static FieldInfo? Guard(Body body, int index, IReadOnlyList<Body> all)
    {
        for (int i = 0; i < index; i++)
        {
            if (IlTokens.OfStatic(body.Method, body.Code[i]) is { } field && !field.Name.StartsWith("<>", StringComparison.Ordinal) && !body.Code[i].StoresStatic && EnclosingTypes.Outermost(field.DeclaringType!) == EnclosingTypes.Outermost(body.Method.DeclaringType!)
                && body.Code.Skip(i + 1).Take(Reach).TakeWhile(c => c.Offset < body.Code[index].Offset).Any(c => c.IsConditionalBranch)
                && (body.Code[i].LoadsStatic ? Sets(body, field) : IsExchanged(body, i))
                && !all.Any(other => !IsSame(other.Source, body.Source) && other.Source is not ConstructorInfo { IsStatic: true } && (Sets(other, field) || TakesAddress(other, field))))
            {
                return field;
            }
        }

        return null;
    }

    private static bool Sets(Body body, FieldInfo field) => body.Code.Any(i => i.StoresStatic && IsSame(IlTokens.OfStatic(body.Method, i), field));

    private static bool TakesAddress(Body body, FieldInfo field) => body.Code.Any(i => !i.LoadsStatic && !i.StoresStatic && IsSame(IlTokens.OfStatic(body.Method, i), field));

    private static bool IsExchanged(Body body, int index) =>
        body.Code.Skip(index + 1).Take(Reach).Select(i => IlTokens.Called(body.Method, i)).FirstOrDefault(c => c is not null) is { DeclaringType: { } type } && type == typeof(Interlocked);

    private static bool IsSame(MemberInfo? one, MemberInfo? other) =>
        one is not null && other is not null && one.Module == other.Module && one.MetadataToken == other.MetadataToken;

    /// <summary>The methods of a class and of those inside it, with their instructions; a state machine's stand for the method that makes it.</summary>
    private static IEnumerable<Body> Methods(Type type)
    {
        foreach (Type declaring in WithNested(type))
        {
            foreach (MethodBase method in declaring.GetMethods(Declared).Concat<MethodBase>(declaring.GetConstructors(Declared)))
            {
                MethodBase source = method.Name == GeneratedNames.MoveNext && KickoffMethods.Instance.Of(declaring) is { } kickoff ? kickoff : method;
                yield return new Body(method, source, AwaitPoints.Code(method));
            }
        }
    }

    private static IEnumerable<Type> WithNested(Type type) => type.GetNestedTypes(Declared).SelectMany(WithNested).Prepend(type);

    /// <param name="Method">The method that has the instructions.</param>
    /// <param name="Source">The method that its author wrote.</param>
    /// <param name="Code">The instructions.</param>
    private sealed record Body(MethodBase Method, MethodBase Source, IReadOnlyList<IlInstruction> Code);
}
