using System.Reflection;
using LeakCheck.Probes;
using LeakCheck.Rules;
using LeakCheck.RuntimeInternals.Contracts;
using LeakCheck.Settle;

namespace LeakCheck.Diagnosis;

/// <summary>
/// Turns what the last look saw into frozen survivors: chains of awaits, each with the timer it waits for and the thread it runs on; then the timers, threads and
/// waits that stand alone. One stack sample serves them all.
/// </summary>
internal sealed class Freezer
{
    private readonly ITaskShape? _shapes;
    private readonly IThreadStacks _stacks;
    private readonly SourceLines _lines;
    private readonly CodeFrames _frames;
    private readonly TaskFreezer? _tasks;
    private readonly TimerFreezer? _timers;
    private readonly ThreadFreezer _threads;

    public Freezer(ITaskShape? shapes, IThreadStacks stacks, SourceLines lines, CodeFrames frames, TaskFreezer? tasks, TimerFreezer? timers, ThreadFreezer threads)
    {
        _shapes = shapes;
        _stacks = stacks;
        _lines = lines;
        _frames = frames;
        _tasks = tasks;
        _timers = timers;
        _threads = threads;
    }

    public List<Frozen> Freeze(Sightings sightings, MovementWatch watch)
    {
        var result = new List<Frozen>();
        ThreadStackSample? sampled = sightings.Threads.Count == 0 ? null : Sample();
        Dictionary<object, TaskSighting> byTask = sightings.Tasks.ToDictionary(s => (object)s.Task, ReferenceEqualityComparer.Instance);
        Picture picture = Guarded.Run("What hangs together", () => PictureOf(sightings, byTask, sampled, watch), why => PiecesOf(sightings, sampled, why));
        ThreadStackSample? sample = picture.Sample;

        foreach (AwaitChain chain in picture.Chains)
        {
            TimerSighting? timer = picture.Timers.Of(chain);
            ThreadSighting? thread = picture.Threads.Of(chain);
            Add(
                () => _tasks!.Freeze(chain, byTask, timer, thread, sample, watch.MovesOf(chain), watch.LastAwaitOf),
                why => BareFreezer.Of(chain, byTask, timer, thread, why));
        }

        var runs = new Lazy<bool>(() => _shapes is not null && picture.Chains.Any(c => ThreadPairing.IsRunning(c.Subject, _shapes)));
        foreach (TimerSighting timer in picture.Timers.Alone)
        {
            Add(() => _timers!.Freeze(timer) with { IsBetweenAwaits = TimerPairing.MayBeAwaitedNext(timer) && runs.Value }, why => BareFreezer.Of(timer, why));
        }

        foreach (ThreadSighting thread in picture.Threads.Alone)
        {
            Add(() => _threads.Freeze(thread, sample), why => BareFreezer.Of(thread, why));
        }

        // The framework's own thread waits for work that is seen for itself.
        result.RemoveAll(item => item is { Draft.Kind: SurvivorKind.Thread, Code: CodeOrigin.Framework });

        foreach (WaitSighting wait in sightings.Waits)
        {
            Add(() => _threads.Freeze(wait), why => BareFreezer.Of(wait, why));
        }

        return result;

        void Add(Func<Frozen> freeze, Func<string, Frozen> bare)
        {
            Frozen item = Guarded.Run("Where it stands", freeze, bare);
            item = item.Facts.Missing is { } facts ? item.Lacking(facts) : item;
            result.Add(picture.Missing is { } whole ? item.Lacking(whole) : item);
        }
    }

    /// <summary>Freezes the threads among the candidates that run the program's own code and nothing of a framework's.</summary>
    public IReadOnlyList<Frozen> FreezeUnowned(IReadOnlySet<long> candidates, Func<ThreadFrame, bool> isFrameworks)
    {
        ThreadStackSample sample = Sample();
        return [.. UnownedThreads.OfUser(candidates, sample, isFrameworks).Select(t => _threads.FreezeUnowned(t, sample))];
    }

    private ThreadStackSample Sample()
    {
        _threads.Prepare();
        return _stacks.Sample();
    }

    /// <summary>A scope's own method and the line where it begins.</summary>
    public LeakFrame PlaceOf(MethodBase method) => _frames.OfStart(method);

    private Picture PictureOf(Sightings sightings, Dictionary<object, TaskSighting> byTask, ThreadStackSample? sample, MovementWatch watch)
    {
        List<AwaitChain> chains = _shapes is null ? [] : AwaitGraph.Build(sightings.Tasks, _shapes);
        var threads = ThreadPairing.Of(chains, sightings.Threads, sample, _shapes);
        if (_shapes is not null && sample is { Missing: null } && threads.Lost(chains, _shapes).ToList() is { Count: > 0 } lost)
        {
            sample = InlinedDelegates.Restore(
                sample,
                [.. from chain in lost let body = CodeFrames.MethodOf((Task)chain.Subject, _shapes) where body is not null select new InlinedDelegates.Lost(body, TaskFreezer.OwnerOf(chain, byTask).Scope)],
                threads.Alone,
                _lines);
            threads = ThreadPairing.Of(chains, sightings.Threads, sample, _shapes);
        }

        return new Picture(chains, TimerPairing.Of(chains, sightings.Timers, _shapes, watch.LastWaiterFor), threads, sample, null);
    }

    /// <summary>Every piece by itself.</summary>
    private static Picture PiecesOf(Sightings sightings, ThreadStackSample? sample, string why) => new(
        [.. sightings.Tasks.Select(s => new AwaitChain(s.Task, [], []) { Root = s.Task })],
        TimerPairing.Of([], sightings.Timers, null, _ => null),
        ThreadPairing.Of([], sightings.Threads, sample, null),
        sample,
        why);

    /// <summary>What hangs together: chains, and whose timers and threads are whose.</summary>
    /// <param name="Chains">The chains of awaits.</param>
    /// <param name="Timers">Which timer wakes which.</param>
    /// <param name="Threads">Which thread runs which.</param>
    /// <param name="Sample">The stacks, with the frames of inlined delegates.</param>
    /// <param name="Missing">Why it could not be found out.</param>
    private sealed record Picture(IReadOnlyList<AwaitChain> Chains, TimerPairing Timers, ThreadPairing Threads, ThreadStackSample? Sample, string? Missing);
}
