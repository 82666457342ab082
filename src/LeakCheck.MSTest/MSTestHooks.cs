using System.ComponentModel;
using System.Reflection;
using System.Runtime.CompilerServices;
using LeakCheck.Adapters;
using LeakCheck.Session;

namespace LeakCheck;

/// <summary>
/// Called by the source file that the package compiles into the test project; not meant to be called by hand. Safe for use from many threads: each running test
/// has a context of its own.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class MSTestHooks
{
    // The scope belongs to MSTest's own object for the running test. It cannot be kept in the flow of execution: after a [Timeout] MSTest cleans up on another one.
    private static readonly ConditionalWeakTable<object, LeakScope> s_scopes = [];

    static MSTestHooks() => LeakSession.Use(MSTestProfile.Create());

    /// <summary>
    /// Called before any code of the test assembly runs. Under VSTest the engine starts here, so that it sees what class and assembly initialisers start;
    /// under Microsoft.Testing.Platform, where options on the command line come first, the platform's extension starts it.
    /// </summary>
    /// <param name="assembly">The test assembly.</param>
    public static void Load(Assembly assembly)
    {
        if (Assembly.GetEntryAssembly() != assembly)
        {
            LeakSession.Prepare(assembly);
        }
    }

    /// <summary>Begins the scope of a test, before its constructor.</summary>
    /// <param name="context">MSTest's context of the test; any object, used as a key.</param>
    /// <param name="assembly">The test assembly.</param>
    /// <param name="className">Full name of the test class that runs.</param>
    /// <param name="testName">Name of the test method.</param>
    /// <param name="displayName">Name of the row, for a data-driven test.</param>
    /// <param name="data">Arguments of the row; null for a test without data.</param>
    /// <exception cref="LeakSettingsException">An attribute that applies to the test has a value that is not allowed.</exception>
    public static void Begin(object context, Assembly assembly, string? className, string? testName, string? displayName, object?[]? data)
    {
        if (LeakSession.Begin(TestPlaces.Of(assembly, className, testName, displayName, data)) is { } scope)
        {
            // The attempts of a [Retry] share one context.
            s_scopes.AddOrUpdate(context, scope);
        }
    }

    /// <summary>Ends the scope of a test, after its clean-up, disposal and the global clean-ups of the user.</summary>
    /// <param name="context">The context that was given to <see cref="Begin"/>.</param>
    /// <param name="passed">Whether the test had passed so far.</param>
    /// <returns>A task that ends when the scope has settled.</returns>
    /// <exception cref="LeakException">The test left work behind.</exception>
    public static async Task EndAsync(object context, bool passed)
    {
        if (!s_scopes.TryGetValue(context, out LeakScope? scope))
        {
            return;
        }

        s_scopes.Remove(context);
        if (await LeakSession.EndAsync(scope, passed).ConfigureAwait(false) is { } leak)
        {
            throw leak;
        }
    }
}
