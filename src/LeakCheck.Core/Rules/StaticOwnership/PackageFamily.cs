using System.Reflection;
using LeakCheck.RuntimeInternals.Clr;
using LeakCheck.RuntimeInternals.Contracts;

namespace LeakCheck.Rules.StaticOwnership;

/// <summary>
/// Which packages can own a survivor through their statics: those whose code or objects it consists of, and what they reference. Keeps the scan to a few assemblies of the many that are loaded.
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

        Dictionary<string, Assembly> packages = AppDomain.CurrentDomain.GetAssemblies()
            .Where(a => origins.Of(a) == CodeOrigin.Package)
            .DistinctBy(a => a.GetName().Name)
            .ToDictionary(a => a.GetName().Name ?? "", StringComparer.OrdinalIgnoreCase);
        var family = new HashSet<Assembly>();
        var reader = new NamedFieldReader(fields);
        var open = new Stack<Assembly>(targets.SelectMany(t => AssembliesOf(t.Target, reader)).Distinct());
        while (open.TryPop(out Assembly? assembly))
        {
            if (origins.Of(assembly) != CodeOrigin.Package || !family.Add(assembly) || assembly.IsDynamic)
            {
                continue;
            }

            foreach (AssemblyName reference in assembly.GetReferencedAssemblies())
            {
                if (packages.TryGetValue(reference.Name ?? "", out Assembly? referenced))
                {
                    open.Push(referenced);
                }
            }
        }

        return family;
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
