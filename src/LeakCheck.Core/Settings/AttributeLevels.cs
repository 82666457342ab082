using System.Reflection;

namespace LeakCheck.Settings;

/// <summary>The elements whose attributes apply to a test or fixture, nearest first.</summary>
internal static class AttributeLevels
{
    private const BindingFlags Declared = BindingFlags.DeclaredOnly | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    /// <summary>The method, then the methods that it overrides.</summary>
    public static IEnumerable<MethodInfo> OfMethod(MethodInfo method)
    {
        yield return method;
        MethodInfo root = method.GetBaseDefinition();
        if (Same(root, method))
        {
            yield break;
        }

        for (Type? type = method.DeclaringType?.BaseType; type is not null; type = type.BaseType)
        {
            foreach (MethodInfo candidate in type.GetMethods(Declared))
            {
                if (candidate.IsVirtual && candidate.Name == method.Name && Same(candidate.GetBaseDefinition(), root))
                {
                    yield return candidate;
                }
            }
        }
    }

    /// <summary>The class and its base classes, then the class around it and its base classes, outwards.</summary>
    public static IEnumerable<Type> OfClass(Type type)
    {
        for (Type? outer = type; outer is not null; outer = outer.DeclaringType)
        {
            for (Type? level = outer; level is not null; level = level.BaseType)
            {
                yield return level;
            }
        }
    }

    private static bool Same(MethodInfo a, MethodInfo b) => a.MetadataToken == b.MetadataToken && a.Module == b.Module;
}
