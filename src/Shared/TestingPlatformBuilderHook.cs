using System.ComponentModel;
using System.Reflection;

namespace LeakCheck;

/// <summary>Called by the entry point that Microsoft.Testing.Platform generates for a test project. Not for use in code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class TestingPlatformBuilderHook
{
    /// <summary>Registers the extension that shows the final sweep and reads the <c>--leakcheck-</c> options.</summary>
    /// <param name="builder">An <c>ITestApplicationBuilder</c> of Microsoft.Testing.Platform 1 or 2. An object, so that this assembly depends on neither.</param>
    /// <param name="args">The command line; not used.</param>
    public static void AddExtensions(object builder, string[] args)
    {
        ArgumentNullException.ThrowIfNull(builder);
        string assembly = builder.GetType().Assembly.GetName().Version!.Major >= 2 ? "LeakCheck.Mtp.V2" : "LeakCheck.Mtp.V1";
        PrivateAssembly.Load("LeakCheck.Mtp.Extension", assembly)
            .GetMethod("Register", BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)!
            .Invoke(null, BindingFlags.DoNotWrapExceptions, null, [builder], null);
    }
}
