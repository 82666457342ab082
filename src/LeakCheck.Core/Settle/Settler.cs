using System.Diagnostics;
using System.Runtime.CompilerServices;
using LeakCheck.Diagnosis;
using LeakCheck.Probes;
using LeakCheck.Rules;
using LeakCheck.RuntimeInternals;

namespace LeakCheck.Settle;

/// <summary>
/// Waits for live work to end: wakes when the scope's work moves, looks often at first and seldom later, collects garbage before the verdict, and decides from one
/// frozen snapshot. Runs with no owner, so that its own waiting is nobody's work.
/// </summary>
internal sealed class Settler
{
    /// <summary>However late the first look came on a starved machine, work gets this many chances to end.</summary>
    private const int FewestLooks = 5;

    /// <summary>
    /// Looks that a limit is meant for (count). Where fewer fitted into it, the thread pool is starved, and what ends takes as many of its turns as it has steps: then the limit is granted
    /// up to <see cref="Patience"/> times.
    /// </summary>
    private const int DueLooks = 12;

    private const int Patience = 4;

    private const double LongestPause = 25;

    /// <summary>Looks that must find nothing once work was seen that may only be between two turns, and looks at what is between two awaits.</summary>
    private const int LooksAgain = 4;

    /// <summary>After this long it is asked once whether all that is left is excused anyway; then there is nothing to wait for.</summary>
    private static readonly TimeSpan s_firstVerdict = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan s_afterCollection = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_lastAct = TimeSpan.FromSeconds(10);

    private readonly LeakEngine _engine;
    private readonly RuntimeView _runtime;
    private readonly OrphanProof _proof;
    private readonly Snapshot _snapshot;

    public Settler(LeakEngine engine)
    {
        _engine = engine;
        _runtime = engine.Runtime;
        _proof = new OrphanProof(_runtime.Tasks, _runtime.Shapes);
        _snapshot = new Snapshot(engine.Look, (seen, watch) => engine.Freezer.Freeze(seen, watch));
    }

    /// <summary>What is alive once everything that would end has ended.</summary>
    /// <param name="Items">Frozen survivors; empty when all ended.</param>
    /// <param name="Milliseconds">Time waited.</param>
    /// <param name="Looks">How often it was looked (count).</param>
    public sealed record Outcome(IReadOnlyList<Frozen> Items, double Milliseconds, int Looks);

    /// <param name="target">The scope, or the process.</param>
    /// <param name="limit">Longest wait.</param>
    /// <param name="waiters">Finds the tasks that wait for this very check.</param>
    /// <param name="blocking">True: waits by blocking the calling thread.</param>
    /// <param name="judge">What of the frozen survivors counts at all, and whether all that counts is excused.</param>
    /// <param name="cancellationToken">Ends the wait early.</param>
    public async Task<Outcome> RunAsync(
        LookTarget target, TimeSpan limit, CheckWaiters waiters, bool blocking, ISettleJudge judge, CancellationToken cancellationToken)
    {
        _engine.Marker.Current = null;
        long start = Stopwatch.GetTimestamp();
        var watch = new MovementWatch(_runtime.Shapes);
        int looks = 1;
        int fewest = FewestOf(limit);
        double pause = 1;
        bool asked = false;
        int empty = 0;
        using var pulse = new Pulse(blocking);
        LeakScope? scope = target.Scope;
        scope?.Watch(pulse);
        try
        {
            while (true)
            {
                await pulse.WaitAsync(TimeSpan.FromMilliseconds(pause), cancellationToken).ConfigureAwait(false);
                pause = Math.Min(pause * 1.5, LongestPause);
                looks++;
                if (looks == 2 && scope is not null)
                {
                    scope.HandedOver = scope.HandedOver with { Last = _runtime.Tasks?.LastId ?? 0 };
                }

                if (Look(target with { Waiters = waiters.Find(_runtime.Shapes) }, watch) > 0)
                {
                    empty = 0;
                }
                else if (!watch.MayComeBack || ++empty >= LooksAgain)
                {
                    return new Outcome([], Stopwatch.GetElapsedTime(start).TotalMilliseconds, looks);
                }

                if (!asked && limit > s_firstVerdict && looks >= fewest && Stopwatch.GetElapsedTime(start) >= s_firstVerdict)
                {
                    asked = true;
                    bool Excused() => IsExcused(target with { Waiters = waiters.Find(_runtime.Shapes) }, watch, judge);
                    if (blocking ? OwnThread.Run(Excused) : await OwnThread.RunAsync(Excused).ConfigureAwait(false))
                    {
                        break;
                    }
                }

                if (empty > 0 && blocking)
                {
                    PoolBarrier.Wait();
                }

                if ((looks >= fewest && cancellationToken.IsCancellationRequested) || IsOver(limit, Stopwatch.GetElapsedTime(start), looks))
                {
                    break;
                }

                if (looks > 100)
                {
                    // Busy work pulses without end: give it, and the machine, some air.
                    await pulse.WaitAsync(TimeSpan.FromMilliseconds(5), cancellationToken).ConfigureAwait(false);
                }
            }
        }
        finally
        {
            scope?.Watch(null);
        }

        double waited = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        IReadOnlyList<Frozen> items = blocking
            ? OwnThread.Run(() => Decide(target, watch, waiters, judge))
            : await OwnThread.RunAsync(() => Decide(target, watch, waiters, judge)).ConfigureAwait(false);
        return new Outcome(items, waited, looks);
    }

    /// <summary>True when work had the time, and the chances, to end.</summary>
    /// <param name="limit">Longest wait.</param>
    /// <param name="elapsed">Time waited.</param>
    /// <param name="looks">How often it was looked (count).</param>
    public static bool IsOver(TimeSpan limit, TimeSpan elapsed, int looks) =>
        elapsed >= limit && looks >= FewestOf(limit) && (looks >= DueLooks || elapsed >= limit * Patience);

    private static int FewestOf(TimeSpan limit) => limit == TimeSpan.Zero ? 2 : FewestLooks;

    /// <summary>Looks once, before anything is waited for.</summary>
    public Glance Glance(LookTarget target)
    {
        using Sightings sightings = Sightings.Rent();
        _engine.Look(target, sightings);
        return sightings.Count == 0 ? Settle.Glance.Nothing
            : sightings.Timers.Count + sightings.Waits.Count == 0 ? Settle.Glance.RunningCode
            : Settle.Glance.Work;
    }

    private int Look(LookTarget target, MovementWatch watch)
    {
        using Sightings sightings = Sightings.Rent();
        _engine.Look(target, sightings);
        watch.Observe(sightings);
        return sightings.Count;
    }

    private IReadOnlyList<Frozen> Decide(LookTarget target, MovementWatch watch, CheckWaiters waiters, ISettleJudge judge)
    {
        IReadOnlyList<Frozen> items = [];
        for (int look = 0; look == 0 || (look < LooksAgain && (items.Count == 0 ? watch.MayComeBack : items.Any(i => i.IsBetweenAwaits))); look++)
        {
            if (look > 0)
            {
                // A tick under way, or a loop caught between two awaits: in a moment it can be seen where it stands.
                PoolBarrier.Wait();
            }

            items = Freeze();
        }

        if (items.Count == 0)
        {
            return items;
        }

        IReadOnlyList<Frozen> proved = _proof.Run(items);

        // What a finalizer stopped needs a moment to be gone.
        long start = Stopwatch.GetTimestamp();
        items = StillAlive(proved);
        TimeSpan patience = items.Any(i => KnownNoise.All.Any(n => n.IsEnding && n.Matches(i))) ? s_lastAct : s_afterCollection;
        while (items.Any(i => i.Slot is not null && i.Subject is null && i.Code != CodeOrigin.User) && Stopwatch.GetElapsedTime(start) < patience)
        {
            Thread.Sleep(5);
            items = StillAlive(items);
        }

        var living = new HashSet<Frozen>(items, ReferenceEqualityComparer.Instance);
        List<Frozen> ended = [.. proved.Where(p => !living.Contains(p))];
        if (ended.Count == 0)
        {
            return items;
        }

        List<Frozen> anew = StartedAnew(ended, items, Freeze);
        return [.. items.Where(item => !anew.Exists(a => IsPartOf(item, a))), .. anew];

        IReadOnlyList<Frozen> Freeze() => judge.Counting(_snapshot.Take(target with { Waiters = waiters.Find(_runtime.Shapes) }, watch));
    }

    /// <summary>
    /// What lives on, of the same kind, for scopes whose work has ended since it was frozen: a chain that arms itself anew with each tick is another object each time, and may have been met between two of them.
    /// What was only ending, such as the last tick of a timer that was garbage, is gone by the next look.
    /// </summary>
    /// <param name="ended">What has ended.</param>
    /// <param name="alive">What has not.</param>
    /// <param name="freeze">Looks again.</param>
    private static List<Frozen> StartedAnew(List<Frozen> ended, IReadOnlyList<Frozen> alive, Func<IReadOnlyList<Frozen>> freeze)
    {
        const int enough = 2;
        HashSet<(LeakScope?, SurvivorKind)> kinds = [.. ended.Select(e => (e.Owner, e.Draft.Kind))];
        HashSet<string> code = [.. ended.Select(e => e.Signature)];
        HashSet<object> known = new(alive.Select(IdentityOf).OfType<object>(), ReferenceEqualityComparer.Instance);
        List<Frozen> anew = [];
        int running = 0;
        for (int look = 0; look < LooksAgain + enough && (running < enough || anew.Exists(IsUnclear)) && (running > 0 || look < LooksAgain); look++)
        {
            if (look > 0)
            {
                // Not in step with its turns: looked at right after each, it would be met in the same moment every time.
                PoolBarrier.Wait();
                Thread.Sleep(5 + look);
            }

            anew = [.. freeze().Where(item => kinds.Contains((item.Owner, item.Draft.Kind)) && IdentityOf(item) is { } identity && !known.Contains(identity))];
            running = anew.Count > 0 ? running + 1 : 0;
        }

        // What a loop awaits next stands alone for a moment, and its next turn may be a thread's; the loop itself is known.
        HashSet<LeakScope?> told = [.. alive.Where(item => !item.IsBare).Select(item => item.Owner)];
        HashSet<LeakScope?> found = [.. anew.Where(item => !item.IsBare).Select(item => item.Owner)];
        return running < enough ? []
            : [.. from item in anew
                  let goesRound = code.Contains(item.Signature)
                  where item.IsBare ? !told.Contains(item.Owner) && !found.Contains(item.Owner)
                      : goesRound || !told.Contains(item.Owner) || alive.Any(before => IsPartOf(before, item))
                  select goesRound ? GoesRound(item) : item];

        static bool IsUnclear(Frozen item) => item.IsBare || item.IsBetweenAwaits || item.Draft.Method is null;

        static object? IdentityOf(Frozen item) => item.Subject is null ? item.Slot : item.Subject.TryGetTarget(out object? subject) ? subject : null;

        static Frozen GoesRound(Frozen item) => item.Draft.Kind == SurvivorKind.Task
            ? item with { Draft = item.Draft with { State = SurvivorState.Looping, Moves = Math.Max(1, item.Draft.Moves) } }
            : item;
    }

    /// <summary>True for what stood alone, such as a timer, until the other came to wait for it: the delegate of <c>Task.Run</c> hands over to its async method.</summary>
    private static bool IsPartOf(Frozen item, Frozen other) =>
        item.Subject is { } reference && reference.TryGetTarget(out object? subject) && other.Parts.Any(p => p.TryGetTarget(out object? part) && ReferenceEquals(part, subject));

    private bool IsExcused(LookTarget target, MovementWatch watch, ISettleJudge judge)
    {
        using Sightings sightings = Sightings.Rent();
        _engine.Look(target, sightings);

        // Threads are known by their stacks, and sampling those twice is too dear for a guess.
        return sightings.Threads.Count == 0 && sightings.Count > 0 && judge.IsExcused(judge.Counting(_engine.Freezer.Freeze(sightings, watch)));
    }

    private List<Frozen> StillAlive(IReadOnlyList<Frozen> items) => [.. items.Where(i => i.IsOrphan || IsAlive(i))];

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool IsAlive(Frozen item)
    {
        if (item.Subject is { } subject)
        {
            // A closed timer may still be held, if only by a neighbour's look that walks the same queues.
            return subject.TryGetTarget(out object? live) && live is not Task { IsCompleted: true }
                && !(item.Draft.Kind == SurvivorKind.Timer && _runtime.Timers?.IsClosed(live) == true);
        }

        return item.Slot is { } slot && slot.Thread.IsAlive && (item.Owner is null || slot.Owner?.Effective == item.Owner);
    }
}
