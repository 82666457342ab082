using System.Reflection;
using LeakCheck.Diagnosis.Hints;
using LeakCheck.Probes;
using LeakCheck.Rules;
using LeakCheck.RuntimeInternals.Contracts;
using LeakCheck.Scopes;

namespace LeakCheck.Diagnosis;

/// <summary>Freezes a chain of awaits: what is stuck, where, since when, and who waits for it.</summary>
internal sealed class TaskFreezer
{
    private readonly ITaskShape _shapes;
    private readonly CodeFrames _frames;
    private readonly CodeOrigins _origins;
    private readonly TimerFreezer? _timers;
    private readonly SourceLines _lines;
    private readonly ActivityWords _activities;
    private readonly FactCollector _facts;
    private readonly Func<int, IReadOnlyList<LeakFrame>> _startedAt;

    /// <param name="startedAt">The stack that started a task, by its id; empty where it was not noted.</param>
    public TaskFreezer(
        ITaskShape shapes, CodeFrames frames, CodeOrigins origins, TimerFreezer? timers, SourceLines lines, ActivityWords activities, FactCollector facts, Func<int, IReadOnlyList<LeakFrame>> startedAt)
    {
        _shapes = shapes;
        _frames = frames;
        _origins = origins;
        _timers = timers;
        _lines = lines;
        _activities = activities;
        _facts = facts;
        _startedAt = startedAt;
    }

    /// <param name="lastAwait">The await at which a method was seen last; null when it was never seen at one. An awaiter may have been resumed since its chain was read, as the innermost may.</param>
    public Frozen Freeze(
        AwaitChain chain, IReadOnlyDictionary<object, TaskSighting> sightings, TimerSighting? timer, ThreadSighting? thread, ThreadStackSample? sample, int moves, Func<object, int?> lastAwait)
    {
        List<object> nodes = [chain.Subject, .. chain.Outer];
        List<object> code = [.. nodes.Where(n => AwaitGraph.HasFrame(n, _shapes))];
        List<LeakFrame> stack = [.. code.Select(n => _frames.Of(n, _shapes, lastAwait(n))).OfType<LeakFrame>()];
        ThreadStand? stand = thread is { } t ? ThreadStand.Of(t.Slot.OsThreadId, sample, ThreadStand.IsWaiting(t.Slot.Thread)) : null;
        if (stand?.BlockedIn == WaitReasons.WithoutFrame)
        {
            // Its state was read a moment after its stack: code that only pauses now and then may have been met running.
            stand = stand with { BlockedIn = null, WaitsFor = null };
        }

        IReadOnlyList<ThreadFrame> running = stand?.Frames ?? [];
        string? blockedIn = stand?.BlockedIn;
        stack = WithThread(stack, running, stand?.FirstFrame ?? 0);
        IReadOnlyList<LeakFrame> armed = timer is { } armedTimer && _timers is not null ? _timers.ArmedAt(armedTimer) : [];
        Ownership owner = OwnerOf(chain, sightings);
        LeakFrame? top = Top(stack.Count > 0 ? stack : armed);
        object? named = code.FirstOrDefault();
        if (thread is null && top is { IsUserCode: false, File: null } && code.Find(IsLibrarys) is { } library)
        {
            // The runtime's own methods between it and what it waits for say less than its name.
            (named, top) = (library, _frames.Of(library, _shapes, lastAwait(library)) ?? top);
        }

        HintFacts facts = _facts.OfChain(chain, _shapes, stand, owner.Scope);
        (string? traceId, string? span) = _shapes.TryGetContext(code.Count > 0 ? code[0] : chain.Subject, out ExecutionContext? context) ? _activities.Of(context) : (null, null);
        string what = stack.FirstOrDefault(f => f.IsUserCode)?.Method ?? (code.Count > 0 ? top?.Method : null) ?? PromiseWords.Of(chain.Subject);
        string signature = "task|" + string.Join("|", code.Select(n => CodeFrames.SignatureOf(n, _shapes)).OfType<string>().DefaultIfEmpty($"{PromiseWords.Of(chain.Subject)}|{armed.FirstOrDefault(f => f.IsUserCode)?.Method}"));

        return new Frozen
        {
            Draft = new Survivor
            {
                Kind = SurvivorKind.Task,
                What = code.Count > 0 ? what : $"{PromiseWords.Of(chain.Subject)}{(top is null ? "" : " in " + top.Method)}",
                State = StateOf(chain, timer, thread, blockedIn, moves),
                Fingerprint = Fingerprint.Of(signature),
                Method = top?.Method,
                File = top?.File,
                Line = top?.Line,
                Stack = stack.Count > 0 ? stack : armed,
                CreatedAt = code.Count == 0 ? armed : StartOf(chain),
                TraceId = traceId,
                SpanName = span,
                Owner = owner.Scope?.Name,
                Request = owner.Request,
                WaitsFor = stand?.WaitsFor ?? WaitWords.Of(facts.Awaits, timer?.Entry),
                Token = TokenWords.Of(facts.Token),
                IsDiscarded = facts.IsDiscarded,
                CanComplete = stand?.CanComplete,
                Moves = moves,
                // The delay of a loop is as old as its last round, which says nothing.
                AgeMilliseconds = moves == 0 && timer is { } aged ? TimerFreezer.AgeOf(aged) : null,
                DueMilliseconds = timer is { } due ? _timers?.DueOf(due) : null,
                PeriodMilliseconds = timer?.Entry.PeriodMilliseconds,
                ThreadName = thread?.Slot.Thread.Name,
                ThreadId = thread?.Slot.Thread.ManagedThreadId,
                Missing = MissingOf(named, top, thread is null ? null : sample?.Missing),
            },
            Facts = facts,
            Owner = owner.Scope,
            Subject = new WeakReference<object>(chain.Root),
            Parts = [.. nodes.Concat(chain.Leaves).Select(n => new WeakReference<object>(n)), .. timer is { } part ? [new WeakReference<object>(part.Entry.Timer)] : Array.Empty<WeakReference<object>>()],
            TaskIds = [.. nodes.Concat(chain.Leaves).OfType<Task>().Where(sightings.ContainsKey).Select(n => n.Id)],
            Slot = thread?.Slot,
            Code = OriginOf(code, timer),
            Entry = EntryOf(code),
            IsBetweenAwaits = thread is null && _shapes.IsAsyncBox(chain.Subject) && ThreadPairing.IsRunning(chain.Subject, _shapes),
            Signature = signature,
            BornInStaticConstructor = code.Any(IsStaticConstructors) || armed.Any(StaticConstructors.Runs),
            IsBare = code.Count == 0,
            IsDormantContinuation = chain.Subject is Task { Status: TaskStatus.WaitingForActivation } waiting && _shapes.Body(waiting) is not null,
        };
    }

    /// <summary>Where the outermost of the scope's own tasks was started, else the innermost.</summary>
    private IReadOnlyList<LeakFrame> StartOf(AwaitChain chain) =>
        chain.Root is Task root && _startedAt(root.Id) is { Count: > 0 } outer ? outer : chain.Subject is Task subject ? _startedAt(subject.Id) : [];

    /// <summary>The first frame a person wants to see: of their own code, with a line, as far out as need be.</summary>
    public static LeakFrame? Top(IReadOnlyList<LeakFrame> stack) =>
        stack.FirstOrDefault(f => f is { IsUserCode: true, File: not null })
        ?? stack.FirstOrDefault(f => f.IsUserCode)
        ?? stack.FirstOrDefault(f => f.File is not null)
        ?? (stack.Count > 0 ? stack[0] : null);

    /// <summary>While a node runs, its own frame is the least precise of all: the thread's frames stand in its place.</summary>
    private static List<LeakFrame> WithThread(List<LeakFrame> stack, IReadOnlyList<ThreadFrame> running, int userFrame)
    {
        if (running.Count == 0)
        {
            return stack;
        }

        var frames = new List<LeakFrame>();
        string? own = stack.Count > 0 ? stack[0].Method : null;
        foreach (ThreadFrame frame in running.Skip(userFrame))
        {
            frames.Add(frame.Display);
            if (frame.Display.Method == own)
            {
                break;
            }
        }

        // A package without symbols has nothing better than its own frame.
        List<LeakFrame> shown = [.. frames.Where(f => f.IsUserCode || f.File is not null)];
        return shown.Count > 0 ? [.. shown, .. stack.Skip(1)] : stack;
    }

    private SurvivorState StateOf(AwaitChain chain, TimerSighting? timer, ThreadSighting? thread, string? blockedIn, int moves)
    {
        if (moves > 0 || TicksRound(timer))
        {
            return SurvivorState.Looping;
        }

        if (thread is not null || ThreadPairing.IsRunning(chain.Subject, _shapes))
        {
            return blockedIn is null ? SurvivorState.Running : SurvivorState.Blocked;
        }

        return chain.Subject is Task { Status: TaskStatus.WaitingToRun } ? SurvivorState.Scheduled : SurvivorState.Waiting;
    }

    /// <summary>A method that waits for a periodic timer which has ticked since it was armed goes round with it.</summary>
    private static bool TicksRound(TimerSighting? timer) =>
        timer is { Entry.PeriodMilliseconds: { } period } periodic && TimerFreezer.AgeOf(periodic) > period;

    public static Ownership OwnerOf(AwaitChain chain, IReadOnlyDictionary<object, TaskSighting> sightings) =>
        chain.Subject is Task subject && sightings.TryGetValue(subject, out TaskSighting sighting) ? sighting.Owner
        : chain.Leaves.Count > 0 && sightings.TryGetValue(chain.Leaves[0], out TaskSighting leaf) ? leaf.Owner
        : default;

    private CodeOrigin OriginOf(List<object> code, TimerSighting? timer)
    {
        foreach (object node in code)
        {
            if (CodeFrames.CodeTypeOf(node, _shapes) is { } type && _origins.Of(type) is var origin && origin != CodeOrigin.Runtime)
            {
                return origin;
            }
        }

        return timer is { } armed && _timers is not null ? _timers.OriginOf(armed) : CodeOrigin.Runtime;
    }

    private bool IsLibrarys(object node) => CodeFrames.CodeTypeOf(node, _shapes) is { } type && _origins.Of(type) == CodeOrigin.Package;

    private MethodInfo? EntryOf(List<object> code) =>
        code.FindLast(n => AwaitGraph.HasCode(n, _shapes) && CodeFrames.CodeTypeOf(n, _shapes) is { } type && _origins.Of(type) == CodeOrigin.User) is { } outermost
            ? CodeFrames.WrittenMethodOf(outermost, _shapes)
            : null;

    private bool IsStaticConstructors(object node) => _shapes.IsAsyncBox(node)
        ? _shapes.StateMachineType(node) is { } machine && StaticConstructors.Started(machine)
        : node is Task task && CodeFrames.MethodOf(task, _shapes) is { } method && StaticConstructors.Started(method);

    private List<string> MissingOf(object? named, LeakFrame? top, string? stacks)
    {
        var missing = new List<string>();
        if (top is { File: null } && named is not null && CodeFrames.CodeTypeOf(named, _shapes) is { } type && _lines.WhyNoLines(type.Assembly) is { } why)
        {
            missing.Add(why);
        }

        if (stacks is not null)
        {
            missing.Add(stacks);
        }

        return missing;
    }
}
