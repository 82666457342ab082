using System.Reflection;
using System.Text;

namespace LeakCheck.Rules.StaticOwnership;

/// <summary>
/// Writes a path for people: <c>static CacheRegistry.s_all -> List&lt;Cache&gt;[3] -> Cache._timer</c>. The runtime's inner objects between two of the program's are left out.
/// </summary>
internal static class PathText
{
    private const string Arrow = " -> ";

    /// <summary>Describes the newest node of a walk.</summary>
    public static StaticOwner Describe(IReadOnlyList<OwnershipNode> nodes, SurvivorClass verdict)
    {
        var chain = new Stack<OwnershipNode>();
        for (int i = nodes.Count - 1; i >= 0; i = nodes[i].Parent)
        {
            chain.Push(nodes[i]);
        }

        OwnershipNode holder = chain.Pop();
        string field = "static " + OfMember(holder.Field!);
        var path = new StringBuilder(field);
        Type? collection = null;
        while (chain.TryPop(out OwnershipNode node))
        {
            collection = holder.Plan.HoldsMany ? collection ?? holder.Plan.Type : null;
            if (node.Index >= 0 && collection is not null)
            {
                path.Append(Arrow).Append(OfElement(collection, node.Index));
                collection = null;
            }
            else if (node.Field is not null && holder.Plan.Origin != CodeOrigin.Runtime)
            {
                path.Append(Arrow).Append(OfType(holder.Plan.Type)).Append('.').Append(OfName(node.Field.Name));
            }

            holder = node;
        }

        return new StaticOwner(verdict, field, path.ToString());
    }

    /// <summary>Readable name of a type: <c>Holder&lt;Worker&gt;.Slot</c>.</summary>
    public static string OfType(Type type)
    {
        if (type.IsArray)
        {
            return OfType(type.GetElementType()!) + "[]";
        }

        Type[] arguments = type.GetGenericArguments();
        string name = OfName(type.Name);
        int tick = name.IndexOf('`', StringComparison.Ordinal);
        string prefix = type.DeclaringType is { } declaring && !type.IsGenericParameter ? OfType(declaring) + "." : "";
        int inherited = type.DeclaringType?.GetGenericArguments().Length ?? 0;
        string own = arguments.Length > inherited ? "<" + string.Join(", ", arguments[inherited..].Select(OfType)) + ">" : "";
        return prefix + (tick < 0 ? name : name[..tick]) + own;
    }

    private static string OfMember(FieldInfo field) => OfType(field.DeclaringType!) + "." + OfName(field.Name);

    private static string OfElement(Type collection, int index) =>
        (collection.IsArray ? OfType(collection.GetElementType()!) : OfType(collection)) + "[" + index.ToString(System.Globalization.CultureInfo.InvariantCulture) + "]";

    /// <summary>The name in the source: <c>Name</c> for <c>&lt;Name&gt;k__BackingField</c>, <c>Type</c> for the file-local <c>&lt;File&gt;F0__Type</c>.</summary>
    private static string OfName(string name)
    {
        int end = name.IndexOf('>', StringComparison.Ordinal);
        if (end <= 1 || name[0] != '<')
        {
            return name;
        }

        int fileLocal = name.IndexOf("__", end, StringComparison.Ordinal);
        return name[end + 1] == 'F' && fileLocal > 0 ? name[(fileLocal + 2)..] : name[1..end];
    }
}
