using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace LeakCheck.Core.Tests.Properties;

/// <summary>Runs random programs beside each other, keeps the model, and compares each verdict with it.</summary>
internal sealed class Interpreter(string name)
{
    private static readonly LeakOptions s_options = new() { SettleMilliseconds = 150 };

    private readonly ConcurrentQueue<ModelWork> _all = new();
    private readonly ConcurrentQueue<string> _wrong = new();
    private int _scopes;

    /// <summary>Runs the programs to their end and releases what they left. Returns every disagreement.</summary>
    public async Task<IReadOnlyList<string>> RunAsync(Block[] programs)
    {
        try
        {
            await Task.WhenAll(programs.Select(program => Task.Run(() => RunAsync(program, null))));
            if (_all.Any(IsLeftToTheSweep))
            {
                await SweepAsync();
            }
        }
        finally
        {
            await ReleaseAsync();
        }

        // What nobody owns and nothing can end is all that is left.
        LeakReport end = await LeakVerifier.SweepAsync(s_options);
        Judge(_all.Where(w => w is { IsAlive: true, IsReported: false, Flow: Flow.Suppressed }), end, IsOurs);
        return [.. _wrong];
    }

    /// <summary>Runs a block in a scope of its own. Returns the work that may be alive at its end.</summary>
    private async Task<List<ModelWork>> RunAsync(Block block, ModelScope? parent, List<ModelWork>? known = null)
    {
        var scope = new ModelScope($"{name}-{Interlocked.Increment(ref _scopes)}", parent);
        List<ModelWork> works = known ?? [];
        using LeakScope live = LeakScope.Begin(scope.Name, s_options);
        foreach (Step step in block.Steps)
        {
            await DoAsync(step, scope, works);
        }

        if (!block.IsChecked)
        {
            live.Dispose();
            scope.IsMerged = parent is not null;
            return works;
        }

        LeakReport report = await live.CheckAsync();
        Judge(_all.Where(w => w.IsAlive && w.Origin?.Answering == scope), report, _ => true);
        return works;
    }

    private async Task DoAsync(Step step, ModelScope scope, List<ModelWork> works)
    {
        switch (step)
        {
            case Step.Start start:
                await StartAsync(start, scope, works);
                break;
            case Step.StartInside inside when Nth(works, inside.Which, w => w is { IsAlive: true, Live.TakesErrands: true }) is { } host:
                await StartAsync(inside, host, works);
                break;
            case Step.End end when Nth(works, end.Which, w => w is { IsAlive: true, Live: not null }) is { } ending:
                await ending.Live!.EndAsync(end.Kindly);
                ending.IsAlive = false;
                break;
            case Step.Forget forget when Nth(works, forget.Which, w => w is { IsAlive: true, Live: not null, CanBeForgotten: true }) is { } forgotten:
                forgotten.Forget();
                break;
            case Step.Nested nested:
                await RunAsync(nested.Block, scope, works);
                break;
            case Step.Fork fork:
                foreach (List<ModelWork> branch in await Task.WhenAll(fork.Blocks.Select(block => Task.Run(() => RunAsync(block, scope)))))
                {
                    works.AddRange(branch);
                }

                break;
        }
    }

    private Task StartAsync(Step.Start start, ModelScope scope, List<ModelWork> works)
    {
        LiveWork work = Create(start.Type);
        Add(new ModelWork(start.Type, start.Flow, start.Flow == Flow.Own ? scope : null, work), works);
        switch (start.Flow)
        {
            case Flow.Own:
                Hops.Through(start.Hops, work.Start);
                break;
            case Flow.Detached:
                LeakScope.Detached(() => Hops.Through(start.Hops, work.Start));
                break;
            case Flow.Suppressed:
                using (ExecutionContext.SuppressFlow())
                {
                    Hops.Through(start.Hops, work.Start);
                }

                break;
        }

        return work.Arrived;
    }

    private Task StartAsync(Step.StartInside inside, ModelWork host, List<ModelWork> works)
    {
        LiveWork work = Create(inside.Type);
        Add(new ModelWork(inside.Type, host.Flow, host.Origin, work), works);
        host.Live!.Send(() => Hops.Through(inside.Hops, work.Start));
        return work.Arrived;
    }

    private void Add(ModelWork work, List<ModelWork> works)
    {
        works.Add(work);
        _all.Enqueue(work);
    }

    private void Judge(IEnumerable<ModelWork> expected, LeakReport report, Func<Survivor, bool> counts)
    {
        ModelWork[] works = [.. expected];
        foreach (string wrong in Answers.Wrong(works, report, counts))
        {
            _wrong.Enqueue(wrong);
        }

        Array.ForEach(works, work => work.IsReported = true);
    }

    // Apart, so that no frame of the waiting run holds what was forgotten.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private async Task SweepAsync()
    {
        LeakReport sweep = await LeakVerifier.SweepAsync(s_options);
        Judge(_all.Where(IsLeftToTheSweep), sweep, survivor => survivor.Owner is not null && IsOurs(survivor));

        // It may name what nobody owns too, once: whether it can see that depends on how the work was started.
        foreach (ModelWork work in _all.Where(w => w is { IsAlive: true, Live: null, Flow: Flow.Suppressed }))
        {
            work.IsReported = true;
        }
    }

    /// <summary>Of programs whose own scope was never checked.</summary>
    private static bool IsLeftToTheSweep(ModelWork work) => work is { IsAlive: true, IsReported: false, Origin.Answering: { Parent: null, IsMerged: false } };

    private bool IsOurs(Survivor survivor) =>
        survivor.Owner?.StartsWith(name + "-", StringComparison.Ordinal) == true
        || (survivor.Owner is null && survivor.Stack.Concat(survivor.CreatedAt).Any(f => f.File?.Contains("/Properties/", StringComparison.Ordinal) == true));

    private async Task ReleaseAsync()
    {
        foreach (ModelWork work in _all.Where(w => w is { IsAlive: true, Live: not null }))
        {
            await work.Live!.EndAsync(kindly: true);
            work.IsAlive = false;
        }
    }

    private static ModelWork? Nth(List<ModelWork> works, int which, Func<ModelWork, bool> can)
    {
        ModelWork[] candidates = [.. works.Where(can)];
        return candidates.Length == 0 ? null : candidates[which % candidates.Length];
    }

    private static LiveWork Create(WorkType type) => type switch
    {
        WorkType.OnSource => new AsyncWork.OnSource(),
        WorkType.Chain => new AsyncWork.Chain(),
        WorkType.Delay => new AsyncWork.Delay(),
        WorkType.DelayLoop => new AsyncWork.DelayLoop(),
        WorkType.RunLoop => new AsyncWork.RunLoop(),
        WorkType.Periodic => new AsyncWork.Periodic(),
        WorkType.FarTimer => new TimerWork.Far(),
        WorkType.TickingTimer => new TimerWork.Ticking(),
        WorkType.SourceWithTimeout => new TimerWork.SourceWithTimeout(),
        WorkType.RunBlocked => new ThreadWork.Run(),
        WorkType.LongRunning => new ThreadWork.LongRunning(),
        WorkType.QueueBlocked => new ThreadWork.Queued(),
        WorkType.OwnThread => new ThreadWork.Own(),
        _ => new ThreadWork.Registered(),
    };
}
