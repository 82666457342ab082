using System.Reflection;
using LeakCheck.RuntimeInternals;
using LeakCheck.RuntimeInternals.Contracts;

namespace LeakCheck.Rules.StaticOwnership;

/// <summary>
/// Static fields of generic classes. They exist once per instantiation and cannot be enumerated, so they are read for the instantiations that are met on the way
/// and, for the user's generics with one parameter, for those that the sought objects suggest (<c>Singleton&lt;Worker&gt;.Instance</c>). One thread.
/// </summary>
internal sealed class GenericStatics(CodeOrigins origins, IFieldReader fields)
{
    private const BindingFlags DeclaredStatic = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private readonly Dictionary<Type, HashSet<string>> _fieldsOfDefinition = [];
    private readonly HashSet<Type> _met = [];
    private readonly HashSet<Type> _read = [];
    private readonly List<StaticValue> _values = [];

    /// <summary>What was read so far; grows while a walk meets more classes.</summary>
    public IReadOnlyList<StaticValue> Values => _values;

    /// <summary>Declares a generic class definition with static fields.</summary>
    public void AddDefinition(Type definition, IEnumerable<string> fieldNames) => _fieldsOfDefinition[definition] = [.. fieldNames];

    /// <summary>Notes a closed generic class and reads its statics, when its definition is known.</summary>
    public void Met(Type closed)
    {
        if (!closed.ContainsGenericParameters && _met.Add(closed))
        {
            Read(closed);
        }
    }

    /// <summary>Reads the classes that were met before their definition was known.</summary>
    public void Revisit()
    {
        foreach (Type closed in _met)
        {
            Read(closed);
        }
    }

    /// <summary>Tries the instantiations that the types of the sought objects suggest.</summary>
    public void Guess(IEnumerable<Type> soughtTypes)
    {
        HashSet<Type> related = [];
        foreach (Type type in soughtTypes)
        {
            AddBasesAndArguments(type, related);
            related.UnionWith(type.GetInterfaces());
        }

        // Release builds leave "this" out of a state machine: then only the class around it leads to its owner.
        foreach (Type type in related.ToArray())
        {
            foreach (Type around in ClassesAround(type))
            {
                AddBasesAndArguments(around, related);
            }
        }

        related.RemoveWhere(t => t.ContainsGenericParameters || t.IsByRefLike);
        foreach (Type type in related.Where(t => t.IsGenericType))
        {
            Met(type);
        }

        foreach (Type definition in _fieldsOfDefinition.Keys.Where(d => origins.Of(d) == CodeOrigin.User && d.GetGenericArguments().Length == 1))
        {
            foreach (Type type in related)
            {
                if (Close(definition, type) is { } closed)
                {
                    Met(closed);
                }
            }
        }
    }

    private static void AddBasesAndArguments(Type type, HashSet<Type> related)
    {
        for (Type? t = type; t is not null && t != typeof(object); t = t.BaseType)
        {
            related.Add(t);
            related.UnionWith(t.GetGenericArguments());
        }
    }

    /// <summary>The classes in which a type is declared, closed with its own arguments.</summary>
    private static IEnumerable<Type> ClassesAround(Type type)
    {
        Type[] arguments = type.GetGenericArguments();
        for (Type? around = type.DeclaringType; around is not null; around = around.DeclaringType)
        {
            int count = around.GetGenericArguments().Length;
            if (count == 0)
            {
                yield return around;
            }
            else if (count <= arguments.Length && Close(around, arguments[..count]) is { } closed)
            {
                yield return closed;
            }
        }
    }

    private static Type? Close(Type definition, params Type[] arguments)
    {
        try
        {
            return definition.MakeGenericType(arguments);
        }
        catch (Exception e) when (LoadErrors.Is(e))
        {
            return null; // The argument does not meet the constraints: there is no such class.
        }
    }

    private void Read(Type closed)
    {
        if (!_fieldsOfDefinition.TryGetValue(closed.GetGenericTypeDefinition(), out HashSet<string>? names) || !_read.Add(closed))
        {
            return;
        }

        foreach (FieldInfo field in StaticsOf(closed).Where(f => names.Contains(f.Name)))
        {
            if (fields.TryReadStatic(field, out object? value))
            {
                _values.Add(new StaticValue(field, value, origins.Of(closed)));
            }
        }
    }

    private static FieldInfo[] StaticsOf(Type closed)
    {
        try
        {
            return closed.GetFields(DeclaredStatic);
        }
        catch (Exception e) when (LoadErrors.Is(e))
        {
            return [];
        }
    }
}
