using LeakCheck.Diagnosis.Deep;
using Microsoft.Diagnostics.Runtime;

namespace LeakCheck.Tool;

/// <summary>
/// One walk over everything alive, breadth first, from the roots that say most to those that say least. A target is noted where it is met and not entered until the
/// roots are exhausted, so what is met first from a target is held by it and by nothing else.
/// </summary>
internal sealed class HeapWalk
{
    private const int LooksAtClock = 512;

    private readonly ClrHeap _heap;
    private readonly Roots _roots;
    private readonly Func<bool> _isOver;
    private readonly Dictionary<ulong, ulong> _parents = [];
    private readonly Dictionary<ulong, Root> _starts = [];
    private readonly Queue<ulong> _open = new();
    private readonly Dictionary<ulong, long> _held = [];
    private readonly Dictionary<int, ulong> _addresses = [];
    private readonly HashSet<ulong> _targets = [];
    private readonly Queue<(ulong Timer, ulong Queue)> _neighbours = new();
    private int _steps;

    public HeapWalk(ClrRuntime runtime, DeepRequest request, Func<bool> isOver)
    {
        _heap = runtime.Heap;
        _isOver = isOver;
        _roots = new Roots(runtime, request.OwnThreads);
        foreach (DeepTarget target in request.Targets.Where(t => t.Slot != 0))
        {
            if (runtime.DataTarget.DataReader.ReadPointer(target.Slot, out ulong address) && address != 0)
            {
                _addresses[target.Index] = address;
                _targets.Add(address);
            }
        }
    }

    /// <summary>True when everything alive was seen.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Objects seen (count).</summary>
    public int Visited => _parents.Count;

    public void Run()
    {
        foreach (ulong hidden in _roots.LeakChecksOwn())
        {
            _parents[hidden] = 0;
        }

        foreach (RootPhase phase in _roots.Phases())
        {
            foreach (Root root in phase.Roots)
            {
                if (root.Object != 0 && _parents.TryAdd(root.Object, 0))
                {
                    _starts[root.Object] = root;
                    Note(root.Object);
                }

                if (IsTimeUp())
                {
                    return;
                }
            }

            if (!Drain(owner: 0) || (phase.FromRuntime && !DrainNeighbours(owner: 0)))
            {
                return;
            }
        }

        foreach (ulong target in _targets.Where(_parents.ContainsKey).ToList())
        {
            _open.Enqueue(target);
            _held[target] = 0;
            if (!Drain(target) || !DrainNeighbours(target))
            {
                return;
            }
        }

        IsComplete = true;
    }

    public string? PathTo(int target) =>
        _addresses.TryGetValue(target, out ulong address) && _parents.ContainsKey(address) ? new PathWords(_heap).Describe(Chain(address), _starts) : null;

    public long? HeldBy(int target) =>
        IsComplete && _addresses.TryGetValue(target, out ulong address) && _held.TryGetValue(address, out long bytes) ? bytes : null;

    /// <summary>The objects from a root to this one.</summary>
    private List<ulong> Chain(ulong address)
    {
        var chain = new List<ulong>();
        for (ulong at = address; at != 0; at = _parents.GetValueOrDefault(at))
        {
            chain.Add(at);
        }

        chain.Reverse();
        return chain;
    }

    private bool Drain(ulong owner)
    {
        while (_open.TryDequeue(out ulong address))
        {
            ClrObject value = _heap.GetObject(address);
            if (value.Type is not { } type)
            {
                continue;
            }

            if (owner != 0)
            {
                _held[owner] += (long)value.Size;
            }

            if (!type.ContainsPointers || Roots.IsLeakChecks(type))
            {
                continue;
            }

            foreach (ulong child in TimerNeighbours.IsTimer(type) ? TimerChildren(value) : value.EnumerateReferenceAddresses(carefully: false, considerDependantHandles: true))
            {
                if (child != 0 && _parents.TryAdd(child, address))
                {
                    Note(child);
                }

                if (IsTimeUp())
                {
                    return false;
                }
            }
        }

        return true;
    }

    /// <summary>What a timer holds for itself. Its neighbours in the runtime's list wait until the list itself has been reached, and are held by that.</summary>
    private List<ulong> TimerChildren(ClrObject timer)
    {
        (List<ulong> own, List<ulong> neighbours, ulong queue) = TimerNeighbours.Split(timer);
        neighbours.ForEach(n => _neighbours.Enqueue((n, queue)));
        return own;
    }

    private bool DrainNeighbours(ulong owner)
    {
        while (_neighbours.TryDequeue(out (ulong Timer, ulong Queue) next))
        {
            if (_parents.TryAdd(next.Timer, next.Queue))
            {
                Note(next.Timer);
                if (!Drain(owner))
                {
                    return false;
                }
            }
        }

        return true;
    }

    private bool IsTimeUp() => ++_steps % LooksAtClock == 0 && _isOver();

    private void Note(ulong address)
    {
        if (!_targets.Contains(address))
        {
            _open.Enqueue(address);
        }
    }
}
