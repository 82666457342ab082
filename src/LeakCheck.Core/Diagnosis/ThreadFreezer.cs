using System.Diagnostics;
using System.Reflection;
using LeakCheck.Diagnosis.Hints;
using LeakCheck.Probes;
using LeakCheck.Rules;
using LeakCheck.RuntimeInternals.Clr;
using LeakCheck.Scopes;

namespace LeakCheck.Diagnosis;

/// <summary>Freezes a thread that runs no task of the scope, and a registered wait.</summary>
internal sealed class ThreadFreezer
{
    private readonly CodeOrigins _origins;
    private readonly CodeFrames _frames;
    private readonly FactCollector _facts;
    private readonly ThreadStarts? _starts;

    /// <param name="origins">Whose code is whose.</param>
    /// <param name="frames">How methods are shown.</param>
    /// <param name="facts">Collects what the hints ask for.</param>
    /// <param name="starts">Who started the threads; null unless that is noted.</param>
    public ThreadFreezer(CodeOrigins origins, CodeFrames frames, FactCollector facts, ThreadStarts? starts = null)
    {
        _starts = starts;
        _facts = facts;
        _origins = origins;
        _frames = frames;
    }

    /// <summary>Before the first of several is frozen: brings what is known of their starters up to date.</summary>
    public void Prepare() => _starts?.Update();

    public Frozen Freeze(ThreadSighting thread, ThreadStackSample? sample)
    {
        Thread live = thread.Slot.Thread;
        bool waiting = ThreadStand.IsWaiting(live);
        var stand = ThreadStand.Of(thread.Slot.OsThreadId, sample, waiting);
        IReadOnlyList<ThreadFrame> frames = stand.Frames;
        IReadOnlyList<LeakFrame> stack = StackFrames.Of(frames.Skip(stand.FirstFrame));
        LeakFrame? top = TaskFreezer.Top(stack);
        bool pool = thread.Slot.IsPoolThread;
        string name = string.IsNullOrEmpty(live.Name) ? "" : live.Name;
        IReadOnlyList<LeakFrame> created = pool ? [] : StartOf(thread.Slot.OsThreadId);
        string signature = $"thread|{(pool ? "pool" : Fingerprint.WithoutNumbers(name))}|" + string.Join("|", stack.Where(f => f.IsUserCode).Select(f => f.Method));
        return new Frozen
        {
            Draft = new Survivor
            {
                Kind = SurvivorKind.Thread,
                What = pool ? "pool thread" + (top is null ? "" : " in " + top.Method) : name.Length > 0 ? $"\"{name}\"" : $"thread {live.ManagedThreadId}",
                State = waiting || stand.BlockedIn is not null ? SurvivorState.Blocked : SurvivorState.Running,
                Fingerprint = Fingerprint.Of(signature),
                Method = top?.Method,
                File = top?.File,
                Line = top?.Line,
                Stack = stack,
                CreatedAt = created,
                Owner = thread.Owner.Scope?.Name,
                Request = thread.Owner.Request,
                WaitsFor = stand.WaitsFor,
                CanComplete = stand.CanComplete,
                ThreadName = name.Length > 0 ? name : null,
                ThreadId = live.ManagedThreadId,
                IsForeground = ThreadStand.Read(live, t => !t.IsBackground),
                Missing = [.. Missing(frames, sample), .. pool ? [] : MissingStart(stack, created)],
            },
            Facts = _facts.OfThread(stand, pool, thread.Owner.Scope),
            Owner = thread.Owner.Scope,
            Slot = thread.Slot,
            Runner = pool || sample is null ? null : ThreadRunners.Of(frames, sample),
            Code = OriginOf(frames),
            Entry = pool ? null : ThreadRunners.EntryOf(frames),
            Signature = signature,
            BornInStaticConstructor = IsStaticConstructors(frames),
        };
    }

    /// <summary>Freezes a thread that no scope knows.</summary>
    public Frozen FreezeUnowned(long osThreadId, ThreadStackSample sample)
    {
        var stand = ThreadStand.Of(osThreadId, sample, waits: false);
        IReadOnlyList<ThreadFrame> frames = stand.Frames;
        IReadOnlyList<LeakFrame> stack = StackFrames.Of(frames.Skip(stand.FirstFrame));
        LeakFrame? top = TaskFreezer.Top(stack);
        string name = OsThreads.All().FirstOrDefault(t => t.Id == osThreadId).Comm ?? "";
        IReadOnlyList<LeakFrame> created = StartOf(osThreadId);
        string signature = $"thread|unowned|" + string.Join("|", stack.Where(f => f.IsUserCode).Select(f => f.Method));
        return new Frozen
        {
            Draft = new Survivor
            {
                Kind = SurvivorKind.Thread,
                What = "thread" + (top is null ? "" : " in " + top.Method),
                State = stand.BlockedIn is null ? SurvivorState.Running : SurvivorState.Blocked,
                Fingerprint = Fingerprint.Of(signature),
                Method = top?.Method,
                File = top?.File,
                Line = top?.Line,
                Stack = stack,
                CreatedAt = created,
                Missing = [.. MissingStart(stack, created)],
                WaitsFor = stand.WaitsFor,
                CanComplete = stand.CanComplete,
                ThreadName = name.Length > 0 && !name.StartsWith(".NET", StringComparison.Ordinal) ? name : null,
            },
            Facts = _facts.OfThread(stand, isPoolThread: false, owner: null),
            Code = OriginOf(frames),
            Signature = signature,
            BornInStaticConstructor = IsStaticConstructors(frames),
        };
    }

    public Frozen Freeze(WaitSighting wait)
    {
        MethodInfo? method = wait.Entry.Callback?.Method;
        if (method?.DeclaringType?.Assembly == typeof(object).Assembly && wait.Entry.State is Delegate inner)
        {
            method = inner.Method;
        }

        Process? process = (wait.Entry.Callback?.Target ?? wait.Entry.State) as Process;
        method = process is not null && FieldReader.Get(process, AwaiterFields.ProcessExited) is Delegate exited ? exited.Method : method;
        LeakFrame? frame = method is null ? null : _frames.OfStart(method);
        string what = (process is null ? "registered wait" : "Process.Exited") + (frame is null ? "" : " -> " + frame.Method);
        string signature = "wait|" + (method is null ? what : MethodNames.FullOf(method));
        return new Frozen
        {
            Draft = new Survivor
            {
                Kind = SurvivorKind.Thread,
                What = what,
                State = SurvivorState.Waiting,
                Fingerprint = Fingerprint.Of(signature),
                Method = frame?.Method,
                File = frame?.File,
                Line = frame?.Line,
                Stack = frame is null ? [] : [frame],
                Owner = wait.Owner.Scope?.Name,
                Request = wait.Owner.Request,
                WaitsFor = process is not null ? "the exit of a process" : "a wait handle to be signalled",
            },
            Facts = _facts.OfWait(wait, process is not null),
            Owner = wait.Owner.Scope,
            Subject = new WeakReference<object>(wait.Entry.Handle),
            Parts = [new WeakReference<object>(wait.Entry.Handle)],
            Code = method?.DeclaringType is { } type ? _origins.Of(type) : CodeOrigin.Runtime,
            Signature = signature,
        };
    }

    private IReadOnlyList<LeakFrame> StartOf(long osThread) => _starts?.Of(osThread) ?? [];

    private static IEnumerable<string> Missing(IReadOnlyList<ThreadFrame> frames, ThreadStackSample? sample) =>
        frames.Count > 0 || sample is null ? [] : [sample.Missing ?? "The thread had no managed frames when it was sampled."];

    /// <summary>Where none of the program's code is on its stack, only its starter tells whose it is.</summary>
    private IEnumerable<string> MissingStart(IReadOnlyList<LeakFrame> stack, IReadOnlyList<LeakFrame> created) =>
        stack.Count == 0 || created.Count > 0 || stack.Any(f => f.IsUserCode) ? []
        : [_starts is null ? "the line that started it: set LEAKCHECK_CREATION_STACKS=all" : _starts.Missing ?? "the line that started it: the runtime told of no start"];

    /// <summary>Whose thread it is: the program's as soon as its code is on it, else that of the outermost frame that is not the runtime's. Without frames nothing excuses it, so it counts as the user's.</summary>
    private CodeOrigin OriginOf(IReadOnlyList<ThreadFrame> frames)
    {
        if (frames.Count == 0 || frames.Any(f => f.Display.IsUserCode))
        {
            return CodeOrigin.User;
        }

        return FirstOf(frames) is { Display.Assembly: { } assembly } && _origins.IsFrameworks(assembly) ? CodeOrigin.Framework : CodeOrigin.Package;
    }

    private static bool IsStaticConstructors(IEnumerable<ThreadFrame> frames) =>
        FirstOf(frames) is { } first && FrameTypes.MethodOf(first) is { } method && StaticConstructors.Started(method);

    /// <summary>The outermost frame that is not the runtime's: with that the thread, or its pool work, began.</summary>
    private static ThreadFrame? FirstOf(IEnumerable<ThreadFrame> frames) => frames.LastOrDefault(f => f.Display.Assembly != RuntimeMachinery.CoreLibrary);
}
