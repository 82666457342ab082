using System.Reflection;
using System.Runtime.CompilerServices;
using LeakCheck.Rules;

namespace LeakCheck.Diagnosis.Hints;

/// <summary>
/// Finds the call by which a test set a library to work, where none of the program's code is left on a survivor's stacks: of all calls into the library that the test's code can reach, the one
/// that looks most like a start. Reads instructions; nothing runs. Safe for use from many threads.
/// </summary>
internal sealed class LibraryUses(CodeOrigins origins, SourceLines lines)
{
    private const BindingFlags Constructors = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    /// <summary>Methods of the program that are read for one test (count).</summary>
    private const int MostMethods = 300;

    /// <summary>Places between which it is not decided (count); more are no help.</summary>
    private const int MostPlaces = 3;

    private const int Any = 1;
    private const int OwnAssembly = 1;
    private const int OwnType = 2;
    private const int MakesDisposable = 3;
    private const int Begins = 4;
    private const int SameName = 8;

    private static readonly string[] s_begins = ["Start", "Run", "Connect", "Open", "Listen", "Begin", "Enable", "Subscribe", "Consume", "Schedule", "Watch", "Launch", "Resume"];
    private static readonly string[] s_ends = ["Stop", "Dispose", "Close", "Shutdown", "Disconnect", "Terminate", "Cancel", "Unsubscribe"];

    private readonly ConditionalWeakTable<MethodInfo, IReadOnlyList<Call>> _calls = [];

    /// <param name="test">The test method.</param>
    /// <param name="atWork">Types of the library whose code is on the survivor's stacks, innermost first.</param>
    /// <returns>The call, or those between which its looks do not decide. Null when the test's code calls nothing of the library, as far as can be read, or has no lines.</returns>
    public LibraryUse? Of(MethodInfo test, IReadOnlyList<Type> atWork)
    {
        HashSet<string> families = [.. atWork.Select(FamilyOf)];
        HashSet<Type> own = [.. atWork.SelectMany(Related)];
        Assembly outermost = atWork[^1].Assembly;

        // A façade hands on to the method of the same name: WebApplication.RunAsync to that of the generic host.
        string? facade = GeneratedNames.StateMachineMember(atWork[^1].Name);
        string maker = MakerOf(outermost);
        IGrouping<int, Call>? best = _calls.GetValue(test, Read)
            .Where(c => c.Called.DeclaringType is { } type && (families.Contains(FamilyOf(type)) || (c.Called.Name == facade && MakerOf(type.Assembly) == maker)) && !Has(s_ends, c.Called))
            .GroupBy(c => Score(c.Called, c.Called.DeclaringType!, own, outermost) + (c.Called.Name == facade ? SameName : 0))
            .MaxBy(g => g.Key);
        List<LeakFrame> places = [.. (best ?? Enumerable.Empty<Call>()).Select(c => lines.At(c.From, c.Offset)).Where(f => f.Line is not null).DistinctBy(f => (f.File, f.Line))];
        return places.Count is > 0 and <= MostPlaces
            ? new LibraryUse(places.DistinctBy(f => f.Method).Count() == 1 ? places[0].Method : null, string.Join(" or ", places.Select(LibraryUse.PlaceOf)))
            : null;
    }

    private static int Score(MethodBase called, Type declaring, HashSet<Type> own, Assembly outermost) => Any
        + (declaring.Assembly == outermost ? OwnAssembly : 0)
        + (own.Contains(Definition(declaring)) ? OwnType : 0)
        + (Has(s_begins, called) ? Begins : IsDisposable(called is MethodInfo method ? method.ReturnType : declaring) ? MakesDisposable : 0);

    private static bool Has(string[] words, MethodBase method)
    {
        const string setter = "set_";
        bool sets = method.Name.StartsWith(setter, StringComparison.Ordinal);
        if (sets && method.GetParameters()[^1].ParameterType != typeof(bool))
        {
            return false; // EnableRaisingEvents begins, StartInfo does not.
        }

        ReadOnlySpan<char> name = method.Name.AsSpan(sets ? setter.Length : 0);
        foreach (string word in words)
        {
            if (name.StartsWith(word, StringComparison.Ordinal) && (name.Length == word.Length || !char.IsLower(name[word.Length])))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsDisposable(Type type) => typeof(IDisposable).IsAssignableFrom(type) || typeof(IAsyncDisposable).IsAssignableFrom(type);

    /// <summary>A type, those around it, those it derives from and its interfaces: through which the program knows it.</summary>
    private static IEnumerable<Type> Related(Type type)
    {
        for (Type? outer = type; outer is not null; outer = outer.DeclaringType)
        {
            for (Type? own = outer; own is not null && own != typeof(object); own = own.BaseType)
            {
                yield return Definition(own);
            }

            foreach (Type known in outer.GetInterfaces())
            {
                yield return Definition(known);
            }
        }
    }

    private static Type Definition(Type type) => type.IsGenericType ? type.GetGenericTypeDefinition() : type;

    /// <summary>What the assemblies of one library have in common: the first part of their names, of Microsoft's the first two.</summary>
    private static string FamilyOf(Type type)
    {
        string name = type.Assembly.GetName().Name ?? "";
        string[] parts = name.Split('.');
        return parts[0] switch
        {
            "System" => name,
            "Microsoft" => string.Join('.', parts.Take(2)),
            _ => parts[0],
        };
    }

    private static string MakerOf(Assembly assembly) => (assembly.GetName().Name ?? "").Split('.')[0];

    private List<Call> Read(MethodInfo test)
    {
        List<Call> found = [];
        HashSet<MethodBase> seen = [];
        Queue<MethodBase> open = new([test, .. (test.ReflectedType ?? test.DeclaringType)?.GetConstructors(Constructors) ?? []]);
        while (seen.Count < MostMethods && open.TryDequeue(out MethodBase? next))
        {
            MethodBase method = SourceLines.Instructions(next);
            if (!seen.Add(method))
            {
                continue;
            }

            foreach (CallSite site in CallSites.Reached(method))
            {
                if (site.Called.DeclaringType is not { } type)
                {
                    continue;
                }

                if (origins.Of(type) == CodeOrigin.User)
                {
                    open.Enqueue(site.Called);
                }
                else if (type.Assembly != typeof(object).Assembly)
                {
                    found.Add(new Call(method, site.Offset, site.Called));
                }
            }
        }

        return found;
    }

    private sealed record Call(MethodBase From, int Offset, MethodBase Called);
}
