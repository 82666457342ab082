using System.Reflection;
using System.Runtime.CompilerServices;
using LeakCheck.Diagnosis;
using LeakCheck.Probes;
using LeakCheck.RuntimeInternals.Clr;
using LeakCheck.RuntimeInternals.Contracts;

namespace LeakCheck.Settle;

/// <summary>
/// Tells what moves while a scope settles: the outermost task of a loop stays, what it stands at changes. Remembers numbers only, no objects.
/// </summary>
internal sealed class MovementWatch
{
    /// <summary>Beyond this many survivors the watch would cost more than it tells.</summary>
    private const int MaxTasks = 500;

    private readonly Dictionary<int, (Position At, int Moves)> _byRoot = [];
    private readonly Dictionary<int, Succession> _byCode = [];
    private readonly Dictionary<int, int> _awaitOf = [];
    private readonly Dictionary<int, int> _waiterOf = [];
    private readonly ITaskShape? _shapes;

    public MovementWatch(ITaskShape? shapes) => _shapes = shapes;

    /// <summary>
    /// True once work was seen that is in no list between two of its turns: a timer that calls the program's own code, which may arm itself anew, or a work item of the pool, which may queue another.
    /// </summary>
    public bool MayComeBack { get; private set; }

    public void Observe(Sightings sightings)
    {
        MayComeBack |= sightings.Timers.Any(t => t.Entry.State is not (Task or CancellationTokenSource))
            || (sightings.Tasks.Count == 0 && sightings.Threads.Any(t => t.Slot.IsPoolThread));
        if (_shapes is null || sightings.Tasks.Count is 0 or > MaxTasks)
        {
            return;
        }

        foreach (TimerSighting timer in sightings.Timers)
        {
            if (TimerPairing.PeriodicWaiter(timer) is { } waiter)
            {
                _waiterOf[RuntimeHelpers.GetHashCode(timer.Entry.Timer)] = RuntimeHelpers.GetHashCode(waiter);
            }
        }

        List<AwaitChain> chains = AwaitGraph.Build(sightings.Tasks, _shapes);
        foreach (IGrouping<int?, AwaitChain> code in chains.GroupBy(CodeOf))
        {
            if (code.Key is { } key)
            {
                HashSet<int> roots = [.. code.Select(c => RuntimeHelpers.GetHashCode(c.Root))];
                _byCode[key] = _byCode.TryGetValue(key, out Succession? last) ? last.Then(roots) : new Succession(roots, roots, 0);
            }
        }

        foreach (AwaitChain chain in chains)
        {
            int root = RuntimeHelpers.GetHashCode(chain.Root);
            Position position = PositionOf(chain);
            if (!_byRoot.TryGetValue(root, out (Position At, int Moves) last))
            {
                _byRoot[root] = (position, 0);
            }
            else if (position.IsAfter(last.At))
            {
                _byRoot[root] = (position, last.Moves + 1);
            }
        }
    }

    /// <summary>
    /// How often the work was seen to have moved (count): under its root, or by a root that came in the place of another with the same code, as work does that starts itself anew at its end.
    /// </summary>
    public int MovesOf(AwaitChain chain) => Math.Max(
        _byRoot.TryGetValue(RuntimeHelpers.GetHashCode(chain.Root), out (Position At, int Moves) root) ? root.Moves : 0,
        _shapes is not null && CodeOf(chain) is { } key && _byCode.TryGetValue(key, out Succession? code) && !code.First.Contains(RuntimeHelpers.GetHashCode(chain.Root)) ? code.Moves : 0);

    /// <summary>The await at which an async method was seen last: where a loop comes back to that is caught between two awaits. Null when it was never seen at one.</summary>
    public int? LastAwaitOf(object box) => _awaitOf.TryGetValue(RuntimeHelpers.GetHashCode(box), out int state) ? state : null;

    /// <summary>Identity hash of the async method that waited for this periodic timer at the last look at which any did; null when none was seen.</summary>
    public int? LastWaiterFor(TimerSighting timer) => _waiterOf.TryGetValue(RuntimeHelpers.GetHashCode(timer.Entry.Timer), out int waiter) ? waiter : null;

    /// <summary>Which code the outermost part of a chain that has any runs; null where none has: one promise does not come in the place of another.</summary>
    private int? CodeOf(AwaitChain chain)
    {
        for (int i = chain.Outer.Count - 1; i >= -1; i--)
        {
            object node = i < 0 ? chain.Subject : chain.Outer[i];
            MemberInfo? code = _shapes!.IsAsyncBox(node) ? _shapes.StateMachineType(node) : node is Task task ? _shapes.Body(task)?.Method : null;
            if (code is not null)
            {
                return code.GetHashCode();
            }
        }

        return null;
    }

    private Position PositionOf(AwaitChain chain)
    {
        int state = SeeAt(chain.Subject);
        foreach (object outer in chain.Outer)
        {
            // A loop may be caught between two awaits that was only ever seen waiting for a method of its own.
            SeeAt(outer);
        }

        var leaves = default(HashCode);
        foreach (Task leaf in chain.Leaves)
        {
            leaves.Add(leaf.Id);
        }

        return new Position(RuntimeHelpers.GetHashCode(chain.Subject), state, chain.Leaves.Count == 0 ? null : leaves.ToHashCode());
    }

    /// <summary>Remembers at which await an async method stands, and says it; 0 for what is none.</summary>
    private int SeeAt(object node)
    {
        if (!_shapes!.IsAsyncBox(node) || _shapes.StateMachine(node) is not { } machine)
        {
            return 0;
        }

        int state = FieldReader.Get(machine, "<>1__state") as int? ?? 0;
        if (state >= 0)
        {
            _awaitOf[RuntimeHelpers.GetHashCode(node)] = state;
        }

        return state;
    }

    /// <summary>Where work stands.</summary>
    /// <param name="Subject">What is stuck.</param>
    /// <param name="State">At which of its awaits.</param>
    /// <param name="Leaves">For what; null for nothing that is a task.</param>
    private readonly record struct Position(int Subject, int State, int? Leaves)
    {
        /// <summary>True when the work has moved on since. What it waited for may have ended without that anybody resumed it.</summary>
        public bool IsAfter(Position earlier) => Subject != earlier.Subject || State != earlier.State || (Leaves is { } leaves && leaves != earlier.Leaves);
    }

    /// <summary>The roots that ran the same code one after the other.</summary>
    /// <param name="First">Those that were seen first: they are none that came in the place of another.</param>
    /// <param name="Last">Those that were seen last.</param>
    /// <param name="Moves">How often some had gone and others come (count).</param>
    private sealed record Succession(HashSet<int> First, HashSet<int> Last, int Moves)
    {
        public Succession Then(HashSet<int> roots) => this with { Last = roots, Moves = roots.IsSupersetOf(Last) || roots.IsSubsetOf(Last) ? Moves : Moves + 1 };
    }
}
