using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using LeakCheck.Diagnosis;

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
        int root = RuntimeHelpers.GetHashCode(holder.Value);
        string field = holder.Field is { } held ? "static " + OfMember(held) : OfType(holder.Plan.Type);
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
                path.Append(Arrow).Append(OfType(holder.Plan.Type)).Append('.').Append(GeneratedNames.Member(node.Field.Name));
            }

            holder = node;
        }

        return new StaticOwner(verdict, field, path.ToString()) { RootId = root };
    }

    /// <summary>Readable name of a type: <c>Holder&lt;Worker&gt;.Slot</c>.</summary>
    public static string OfType(Type type) => type.IsArray ? OfType(type.GetElementType()!) + "[]" : OfType(type, type.GetGenericArguments());

    /// <summary>A nested type repeats the parameters of the types around it, and only it is closed.</summary>
    private static string OfType(Type type, Type[] arguments)
    {
        Type? around = type.IsGenericParameter ? null : type.DeclaringType;
        int inherited = around?.GetGenericArguments().Length ?? 0;
        int all = type.GetGenericArguments().Length;
        string prefix = around is null ? "" : OfType(around, arguments) + ".";
        string own = all > inherited ? "<" + string.Join(", ", arguments[inherited..all].Select(OfType)) + ">" : "";
        return prefix + GeneratedNames.WithoutTypeArguments(GeneratedNames.SourceType(type.Name)) + own;
    }

    private static string OfMember(FieldInfo field) => OfType(field.DeclaringType!) + "." + GeneratedNames.Member(field.Name);

    /// <summary>Only where elements have numbers does the index tell anything: a dictionary's is that of its inner table.</summary>
    private static string OfElement(Type collection, int index) =>
        collection.IsArray ? $"{OfType(collection.GetElementType()!)}[{Number(index)}]" : OfType(collection) + (HasNumbers(collection) ? $"[{Number(index)}]" : "[...]");

    private static bool HasNumbers(Type collection) => Array.Exists(collection.GetInterfaces(), i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IList<>));

    private static string Number(int index) => index.ToString(CultureInfo.InvariantCulture);
}
