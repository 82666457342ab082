using System.Reflection;
using LeakCheck.RuntimeInternals.Clr;
using LeakCheck.RuntimeInternals.Contracts;

namespace LeakCheck.Diagnosis;

/// <summary>What a timer is and what it calls, in the words of the program that armed it.</summary>
internal static class TimerWords
{
    public const string ThreadingTimer = "System.Threading.Timer";
    public const string TimersTimer = "System.Timers.Timer";
    public const string CancellationSource = "CancellationTokenSource";
    public const string Periodic = "PeriodicTimer";
    public const string Delay = "Task.Delay";

    /// <returns>For people, and stable for comparison.</returns>
    public static (string What, string Callback) Of(in TimerEntry entry)
    {
        if (Handler(entry) is { } handler)
        {
            return ($"{TypeOf(entry)} -> {MethodNames.Of(handler)}", MethodNames.FullOf(handler));
        }

        string name = TypeOf(entry) switch
        {
            CancellationSource => "CancellationTokenSource with a timeout",
            ThreadingTimer => MethodNames.Of(entry.Callback.Method),
            var type => type,
        };
        return (name, name);
    }

    /// <summary>The public type behind the timer.</summary>
    public static string TypeOf(in TimerEntry entry) => entry.State switch
    {
        CancellationTokenSource => CancellationSource,
        Task => Delay,
        { } state when state.GetType().FullName == "System.Threading.PeriodicTimer+State" => Periodic,
        _ => IsTimersTimer(entry) ? TimersTimer : ThreadingTimer,
    };

    /// <summary>The type whose code the timer runs; null when that is only the runtime's.</summary>
    public static Type? CodeOf(in TimerEntry entry) => Handler(entry)?.DeclaringType;

    private static MethodInfo? Handler(in TimerEntry entry)
    {
        if (entry.State is Task or CancellationTokenSource)
        {
            return null;
        }

        if (IsTimersTimer(entry))
        {
            return (FieldReader.Get(entry.Callback.Target!, "_onIntervalElapsed") as Delegate)?.Method;
        }

        Assembly runtime = typeof(object).Assembly;
        MethodInfo method = entry.Callback.Method;
        if (method.DeclaringType?.Assembly != runtime)
        {
            return method;
        }

        return (entry.State as Delegate)?.Method;
    }

    private static bool IsTimersTimer(in TimerEntry entry) => entry.Callback.Target is System.Timers.Timer;
}
