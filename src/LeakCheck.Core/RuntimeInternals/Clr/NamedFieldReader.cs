using System.Reflection;
using LeakCheck.RuntimeInternals.Contracts;

namespace LeakCheck.RuntimeInternals.Clr;

/// <summary>Reads instance fields by name, base classes included. Remembers the fields it found, so make one per survivor or search: a remembered field keeps its type loaded. One thread.</summary>
internal sealed class NamedFieldReader(IFieldReader fields)
{
    private const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private readonly Dictionary<(Type, string), FieldInfo?> _found = [];

    /// <summary>The value of a field; null when it is null or the object has no such field.</summary>
    public object? Read(object holder, string name)
    {
        var key = (holder.GetType(), name);
        if (!_found.TryGetValue(key, out FieldInfo? field))
        {
            _found[key] = field = Find(key.Item1, name);
        }

        return field is null ? null : fields.ReadInstance(field, holder);
    }

    private static FieldInfo? Find(Type type, string name)
    {
        for (Type? declaring = type; declaring is not null; declaring = declaring.BaseType)
        {
            // Compiled types may have two fields of one name: discards are all called "_".
            if (Array.Find(declaring.GetFields(Declared), f => f.Name == name) is { } field)
            {
                return field;
            }
        }

        return null;
    }
}
