using LeakCheck.Diagnosis;

namespace LeakCheck.Rules;

/// <summary>
/// Code that runs a host until somebody stops it: <c>app.Run()</c> in the <c>Main</c> of a program that a test server starts. It lives exactly as long as its host, so it belongs to whoever owns
/// that. Microsoft.Extensions.Hosting waits in async methods that take the host as their first argument; a web application is such a host that wraps the one its server keeps.
/// </summary>
internal static class HostRuns
{
    /// <summary>The field in which a web application keeps the host that it wraps.</summary>
    public const string WrappedHost = "_host";

    /// <summary>The method in which a thread blocks until its host ends.</summary>
    public const string Run = Extensions + ".Run";

    private const string Extensions = "HostingAbstractionsHostExtensions";

    /// <summary>True for the state machine of a method that runs a host.</summary>
    public static bool IsRun(Type stateMachine) => stateMachine.DeclaringType?.FullName == "Microsoft.Extensions.Hosting." + Extensions;

    /// <summary>The async methods of a survivor that run a host.</summary>
    public static IEnumerable<object> In(Frozen item)
    {
        foreach (WeakReference<object> part in item.Parts)
        {
            if (part.TryGetTarget(out object? live) && live.GetType().GenericTypeArguments is [.., { } machine] && IsRun(machine))
            {
                yield return live;
            }
        }
    }

    /// <summary>True for an async method, with all who await it, that waits for the end of a host.</summary>
    public static bool Waits(Frozen item) => item.Draft.Kind == SurvivorKind.Task && Stands(item, Extensions + ".WaitForShutdownAsync");

    /// <summary>True for a thread that blocks until a host ends.</summary>
    public static bool Blocks(Frozen item) => item.Draft.Kind == SurvivorKind.Thread && Stands(item, Run);

    private static bool Stands(Frozen item, string method) => item.Draft.Stack.Any(f => f.Method == method && !f.IsUserCode);
}
