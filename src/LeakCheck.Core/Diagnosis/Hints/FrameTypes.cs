using System.Reflection;
using LeakCheck.RuntimeInternals;

namespace LeakCheck.Diagnosis.Hints;

/// <summary>From the frame of a sampled thread to its method and the type that declares it, among what is loaded already.</summary>
internal static class FrameTypes
{
    /// <summary>The type; null when the module is not found or the frame has no token.</summary>
    public static Type? Of(ThreadFrame frame) => MethodOf(frame)?.DeclaringType;

    /// <summary>The method, as defined; null when the module is not found or the frame has no token.</summary>
    public static MethodBase? MethodOf(ThreadFrame frame)
    {
        if (frame.MethodToken == 0 || frame.ModulePath.Length == 0)
        {
            return null;
        }

        foreach (Assembly assembly in AppDomain.CurrentDomain.GetAssemblies())
        {
            if (!assembly.IsDynamic && string.Equals(assembly.ManifestModule.FullyQualifiedName, frame.ModulePath, StringComparison.OrdinalIgnoreCase))
            {
                return Resolve(assembly.ManifestModule, frame.MethodToken);
            }
        }

        return null;
    }

    /// <summary>The method with this token; null when there is none.</summary>
    public static MethodBase? Resolve(Module module, int token)
    {
        try
        {
            return module.ResolveMethod(token);
        }
        catch (Exception e) when (LoadErrors.Is(e))
        {
            return null;
        }
    }
}
