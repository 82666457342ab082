using System.Diagnostics;
using LeakCheck.Diagnosis.Hints;
using LeakCheck.Probes;
using LeakCheck.Rules;
using LeakCheck.RuntimeInternals.Clr;
using LeakCheck.RuntimeInternals.Contracts;

namespace LeakCheck.Diagnosis;

/// <summary>Freezes a timer that stands alone: what it will call, when, and the line that armed it.</summary>
internal sealed class TimerFreezer
{
    private readonly ITimerQueues _queues;
    private readonly StackFrames _stackFrames;
    private readonly CodeOrigins _origins;
    private readonly Noise _noise;
    private readonly FactCollector _facts;

    public TimerFreezer(ITimerQueues queues, StackFrames stackFrames, CodeOrigins origins, Noise noise, FactCollector facts)
    {
        _queues = queues;
        _stackFrames = stackFrames;
        _origins = origins;
        _noise = noise;
        _facts = facts;
    }

    public Frozen Freeze(TimerSighting timer)
    {
        IReadOnlyList<LeakFrame> armed = ArmedAt(timer);
        (string what, string callback) = TimerWords.Of(timer.Entry);
        LeakFrame? top = Top(armed, timer);
        string signature = "timer|" + callback + "|" + armed.FirstOrDefault(f => f.IsUserCode)?.Method;
        return new Frozen
        {
            Draft = new Survivor
            {
                Kind = SurvivorKind.Timer,
                What = what,
                State = SurvivorState.Scheduled,
                Fingerprint = Fingerprint.Of(signature),
                Method = top?.Method,
                File = top?.File,
                Line = top?.Line,
                Stack = armed,
                CreatedAt = armed,
                Owner = timer.Owner.Scope?.Name,
                Request = timer.Owner.Request,
                WaitsFor = null,
                AgeMilliseconds = AgeOf(timer),
                DueMilliseconds = DueOf(timer),
                PeriodMilliseconds = timer.Entry.PeriodMilliseconds,
                Missing = armed.Count > 0 ? [] : ["The line that armed the timer is not known: LEAKCHECK_CREATION_STACKS is off, or it was armed before LeakCheck listened."],
            },
            Facts = _facts.OfTimer(timer, armed),
            Owner = timer.Owner.Scope,
            ArmedAtTicks = timer.Entry.StartTicks,
            Subject = new WeakReference<object>(timer.Entry.Timer),
            Parts = [new WeakReference<object>(timer.Entry.Timer), .. timer.Entry.State is Task task ? [new WeakReference<object>(task)] : Array.Empty<WeakReference<object>>()],
            Code = OriginOf(timer),
            IsBare = timer.Entry.State is Task || TimerPairing.MayBeAwaitedNext(timer),
            Signature = signature,
            BornInStaticConstructor = armed.Any(StaticConstructors.Runs),
        };
    }

    public IReadOnlyList<LeakFrame> ArmedAt(TimerSighting timer) => timer.Arming?.Stack is { } stack ? _stackFrames.Of(stack) : [];

    /// <summary>As of a task: a package's method rather than the runtime's that it calls, where neither has a line.</summary>
    private LeakFrame? Top(IReadOnlyList<LeakFrame> armed, TimerSighting timer)
    {
        LeakFrame? top = TaskFreezer.Top(armed);
        return top is { IsUserCode: false, File: null } && _noise.NearestOf(timer.Arming) is { } method
            ? armed.FirstOrDefault(f => f.Method == MethodNames.Of(method), top)
            : top;
    }

    public static double? AgeOf(TimerSighting timer) => timer.Arming is { } arming ? Stopwatch.GetElapsedTime(arming.Timestamp).TotalMilliseconds : null;

    public double DueOf(TimerSighting timer) => Math.Max(0, timer.Entry.StartTicks + timer.Entry.DueMilliseconds - _queues.Now);

    public CodeOrigin OriginOf(TimerSighting timer)
    {
        if (TimerWords.CodeOf(timer.Entry) is { } type && _origins.Of(type) is var own && own != CodeOrigin.Runtime)
        {
            return own;
        }

        return _noise.NearestOrigin(timer.Arming);
    }
}
