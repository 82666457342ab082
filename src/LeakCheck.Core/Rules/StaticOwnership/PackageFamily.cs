using System.Reflection;
using LeakCheck.RuntimeInternals.Clr;
using LeakCheck.RuntimeInternals.Contracts;

namespace LeakCheck.Rules.StaticOwnership;

/// <summary>
/// Which packages can own a survivor through their statics: those whose code or objects it consists of, what they reference, and those that use them, as a client does its transport.
/// Keeps the scan to a few assemblies of the many that are loaded.
/// </summary>
internal static class PackageFamily
{
    /// <summary>The packages that a set of sought objects leads to.</summary>
    /// <returns>Null when a sought object does not tell whose code it runs (a bare thread): then every package can be the owner.</returns>
    public static IReadOnlySet<Assembly>? Of(IReadOnlyList<OwnershipTarget> targets, IReadOnlyDictionary<int, CodeOrigin> ownCode, CodeOrigins origins, IFieldReader fields)
    {
        if (targets.Any(t => t.Target is Thread && ownCode[t.Survivor] != CodeOrigin.User))
        {
            return null;
        }

        Assembly[] packages = [.. AppDomain.CurrentDomain.GetAssemblies().Where(a => origins.Of(a) == CodeOrigin.Package)];
        Dictionary<string, Assembly> byName = packages.DistinctBy(a => a.GetName().Name).ToDictionary(a => a.GetName().Name ?? "", StringComparer.OrdinalIgnoreCase);
        (Assembly User, Assembly Used)[] references = [.. packages.SelectMany(user => References(user, byName), (user, used) => (user, used))];
        var reader = new NamedFieldReader(fields);
        List<Assembly> own = [.. targets.SelectMany(t => AssembliesOf(t.Target, reader)).Distinct().Where(a => origins.Of(a) == CodeOrigin.Package)];
        return Reach(own, references.ToLookup(r => r.User, r => r.Used)).Union(Reach(own, references.ToLookup(r => r.Used, r => r.User))).ToHashSet();
    }

    private static IEnumerable<Assembly> References(Assembly user, Dictionary<string, Assembly> packages) => user.IsDynamic
        ? []
        : user.GetReferencedAssemblies().Select(name => packages.GetValueOrDefault(name.Name ?? "")).OfType<Assembly>();

    private static HashSet<Assembly> Reach(IEnumerable<Assembly> from, ILookup<Assembly, Assembly> next)
    {
        HashSet<Assembly> reached = [];
        var open = new Stack<Assembly>(from);
        while (open.TryPop(out Assembly? assembly))
        {
            if (reached.Add(assembly))
            {
                foreach (Assembly neighbour in next[assembly])
                {
                    open.Push(neighbour);
                }
            }
        }

        return reached;
    }

    private static IEnumerable<Assembly> AssembliesOf(object target, NamedFieldReader reader)
    {
        IEnumerable<Type> code = new[] { AwaiterFields.TaskAction, AwaiterFields.TimerCallback }
            .Select(name => reader.Read(target, name)).OfType<Delegate>().Select(d => d.Method.DeclaringType).OfType<Type>();
        for (Type? type = target.GetType(); type is not null; type = type.BaseType)
        {
            code = code.Append(type).Concat(type.GetGenericArguments());
        }

        return code.Select(t => t.Assembly);
    }
}
