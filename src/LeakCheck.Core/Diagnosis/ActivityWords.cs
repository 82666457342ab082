using System.Diagnostics;
using System.Reflection;
using LeakCheck.RuntimeInternals.Contracts;

namespace LeakCheck.Diagnosis;

/// <summary>The activity that was current when work was started, read from the context it captured.</summary>
internal sealed class ActivityWords
{
    private readonly IContextReader? _contexts;

    // Activity.Current is this async local (System.Diagnostics.DiagnosticSource: Activity.Current.net46.cs).
    private readonly object? _key = typeof(Activity).GetField("s_current", BindingFlags.Static | BindingFlags.NonPublic)?.GetValue(null);

    public ActivityWords(IContextReader? contexts) => _contexts = contexts;

    public (string? TraceId, string? SpanName) Of(ExecutionContext? context) =>
        context is not null && _key is not null && _contexts?.Read(context, _key) is Activity { IdFormat: ActivityIdFormat.W3C } activity
            ? (activity.TraceId.ToHexString(), activity.DisplayName)
            : (null, null);
}
