using System.Reflection;
using LeakCheck.Session;

namespace LeakCheck.Adapters;

/// <summary>MSTest's names of a test as the engine's place. MSTest gives no reflection object for a running test, so the method is looked up.</summary>
internal static class TestPlaces
{
    private const BindingFlags AnyMethod = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.FlattenHierarchy;

    public static TestPlace Of(Assembly assembly, string? className, string? testName, string? displayName, object?[]? data)
    {
        Type? type = className is null ? null : assembly.GetType(className);
        return new TestPlace(Name(className, testName, data is null ? null : displayName), ScopeKind.Test, Method(type, testName, data), type, assembly);
    }

    // MSTest's own text for a row begins with the method's name; one that the user wrote does not.
    private static string Name(string? className, string? testName, string? row)
    {
        string name = $"{className}.{testName}";
        return row switch
        {
            null => name,
            _ when testName is not null && row.StartsWith(testName, StringComparison.Ordinal) => $"{className}.{row}",
            _ => $"{name} ({row})",
        };
    }

    private static MethodInfo? Method(Type? type, string? name, object?[]? data)
    {
        MethodInfo[] named = type?.GetMethods(AnyMethod).Where(m => m.Name == name).ToArray() ?? [];
        return named.Length < 2 ? named.FirstOrDefault() : named.FirstOrDefault(m => Takes(m, data ?? [])) ?? named[0];
    }

    private static bool Takes(MethodInfo method, object?[] data)
    {
        ParameterInfo[] parameters = method.GetParameters();
        return parameters.Length == data.Length
            && parameters.Zip(data).All(pair => pair.Second is null || pair.First.ParameterType.IsInstanceOfType(pair.Second) || pair.First.ParameterType.ContainsGenericParameters);
    }
}
