using System.Reflection;
using LeakCheck.Probes;
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
    private readonly CodeFrames _frames;
    private readonly TaskFreezer? _tasks;
    private readonly TimerFreezer? _timers;
    private readonly ThreadFreezer _threads;

    public Freezer(ITaskShape? shapes, IThreadStacks stacks, CodeFrames frames, TaskFreezer? tasks, TimerFreezer? timers, ThreadFreezer threads)
    {
        _shapes = shapes;
        _stacks = stacks;
        _frames = frames;
        _tasks = tasks;
        _timers = timers;
        _threads = threads;
    }

    public List<Frozen> Freeze(Sightings sightings, MovementWatch watch)
    {
        var result = new List<Frozen>();
        List<AwaitChain> chains = _shapes is null ? [] : AwaitGraph.Build(sightings.Tasks, _shapes);
        TimerPairing timers = TimerPairing.Of(chains, sightings.Timers, _shapes);
        ThreadStackSample? sample = sightings.Threads.Count == 0 ? null : _stacks.Sample();
        ThreadPairing threads = ThreadPairing.Of(chains, sightings.Threads, sample, _shapes);
        Dictionary<Task, TaskSighting> byTask = sightings.Tasks.ToDictionary(s => s.Task);

        foreach (AwaitChain chain in chains)
        {
            result.Add(_tasks!.Freeze(chain, byTask, timers.Of(chain), threads.Of(chain), sample, watch.MovesOf(chain.Root), watch.LastAwaitOf(chain.Subject)));
        }

        foreach (TimerSighting timer in timers.Alone)
        {
            result.Add(_timers!.Freeze(timer));
        }

        foreach (ThreadSighting thread in threads.Alone)
        {
            result.Add(_threads.Freeze(thread, sample));
        }

        foreach (WaitSighting wait in sightings.Waits)
        {
            result.Add(_threads.Freeze(wait));
        }

        return result;
    }

    /// <summary>Freezes the threads among the candidates that run the program's own code and nothing of a framework's.</summary>
    public IReadOnlyList<Frozen> FreezeUnowned(IReadOnlySet<long> candidates, Func<ThreadFrame, bool> isFrameworks) =>
        [.. UnownedThreads.OfUser(candidates, _stacks.Sample(), isFrameworks).Select(t => _threads.FreezeUnowned(t.OsThreadId, t.Frames))];

    /// <summary>A scope's own method and the line where it begins.</summary>
    public LeakFrame PlaceOf(MethodBase method) => _frames.OfStart(method);
}
