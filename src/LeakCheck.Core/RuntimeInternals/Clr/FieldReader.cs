using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace LeakCheck.RuntimeInternals.Clr;

/// <summary>Reads fields by name where speed does not matter: while a survivor is described. Never throws for a missing field.</summary>
internal static class FieldReader
{
    // Keyed weakly by type: a collectible assembly must not be pinned by having been looked at.
    private static readonly ConditionalWeakTable<Type, ConcurrentDictionary<string, FieldInfo?>> s_fields = [];

    /// <summary>The field's value, from the most derived type that declares it; null when there is no such field.</summary>
    public static object? Get(object node, string name) => Find(node.GetType(), name)?.GetValue(node);

    /// <summary>The field itself; null when no type in the hierarchy declares it.</summary>
    public static FieldInfo? Find(Type type, string name)
    {
        ConcurrentDictionary<string, FieldInfo?> fields = s_fields.GetOrCreateValue(type);
        if (!fields.TryGetValue(name, out FieldInfo? field))
        {
            for (Type? t = type; t is not null && field is null; t = t.BaseType)
            {
                // Compiled types may have two fields of one name: discards are all called "_".
                field = Array.Find(t.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly), f => f.Name == name);
            }

            fields[name] = field;
        }

        return field;
    }
}
