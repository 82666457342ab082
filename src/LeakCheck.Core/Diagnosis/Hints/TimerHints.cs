namespace LeakCheck.Diagnosis.Hints;

/// <summary>Causes for timers that stand alone.</summary>
internal static class TimerHints
{
    private static readonly Remedy s_notDisposed =
        new(Remedy.DisposeHolder, f => f.Holder is { WasNotDisposed: true });

    private static readonly Remedy s_neverDisposes =
        new("`{holder}.{dispose}` never disposes `{part}`: dispose it there, and dispose the `{holder}` before the test ends", f => f.Holder is { DisposeUsesPart: false });

    private static readonly Remedy s_make =
        new("make `{holder}` IDisposable, dispose `{part}` in it, and dispose the `{holder}` before the test ends", f => f.Holder is { CanBeDisposed: false });

    public static IReadOnlyList<HintRule> All { get; } =
    [
        new(
            "LC203",
            "A CancellationTokenSource with a timeout was not disposed",
            "The source keeps a timer until its timeout passes, unless it is disposed.",
            (_, f) => f.TimerType == TimerWords.CancellationSource,
            new("it is the timeout of an HTTP call, which keeps it until it has ended: end the call that {user} makes ({place}), with a token or by disposing the client", f => f.Uses("System.Net.Http")),
            new("it is the timeout of an HTTP call, which keeps it until it has ended: end the call, with a token or by disposing the client", f => f.Uses("System.Net.Http")),
            new("dispose the CancellationTokenSource when its work is done: `using var cts = new CancellationTokenSource(timeout);`")),
        new(
            "LC202",
            "A System.Timers.Timer was not disposed",
            "The timer goes on raising Elapsed until it is stopped or disposed.",
            (_, f) => f.TimerType == TimerWords.TimersTimer,
            s_notDisposed,
            s_neverDisposes,
            s_make,
            new("dispose the timer, or the object that owns it, before the test ends")),
        new(
            "LC204",
            "A PeriodicTimer was left running",
            "The timer ticks although no loop waits for it; it does until it is disposed.",
            (_, f) => f.TimerType == TimerWords.Periodic,
            s_notDisposed,
            s_neverDisposes,
            s_make,
            new("dispose the PeriodicTimer when its loop ends: `using var timer = new PeriodicTimer(period);`")),
        new(
            "LC201",
            "A timer was not disposed",
            "A System.Threading.Timer stays armed until it has fired for the last time or is disposed.",
            (_, f) => f.TimerType == TimerWords.ThreadingTimer,
            s_notDisposed,
            s_neverDisposes,
            s_make,
            new("dispose the timer that calls `{callback}`, or the object that owns it, before the test ends"),
            new("dispose the timer, or the object that owns it, before the test ends")),
    ];
}
