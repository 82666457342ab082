using System.Reflection;
using LeakCheck.Diagnosis.Hints;
using LeakCheck.Rules;
using LeakCheck.Scopes;

namespace LeakCheck.Diagnosis;

/// <summary>
/// A survivor as it stood when the engine looked last, before its class is decided. Its text is final; it refers to live work weakly only.
/// </summary>
internal sealed record Frozen
{
    public required Survivor Draft { get; init; }

    /// <summary>What the hints ask for.</summary>
    public HintFacts Facts { get; init; } = HintFacts.None;

    /// <summary>The scope that answers for it; null when it has no owner.</summary>
    public LeakScope? Owner { get; init; }

    /// <summary>What stays while it lives: the outermost task of its own, the timer or the wait; null for a bare thread.</summary>
    public WeakReference<object>? Subject { get; init; }

    /// <summary>Everything that belongs to it and must not be reported again.</summary>
    public IReadOnlyList<WeakReference<object>> Parts { get; init; } = [];

    /// <summary>Ids of its tasks in the runtime's list.</summary>
    public IReadOnlyList<int> TaskIds { get; init; } = [];

    /// <summary>The thread it runs on, where it runs.</summary>
    public ThreadSlot? Slot { get; init; }

    /// <summary>
    /// The class whose object a thread of its own runs, where no other thread runs the same method: the runtime keeps no reference from a running thread to that object. Null for all other work.
    /// </summary>
    public Type? Runner { get; init; }

    /// <summary>The outermost method of the program's own on the way, for work that stands in none of its objects; null when there is none.</summary>
    public MethodBase? Entry { get; init; }

    /// <summary>When a timer was armed last, by its owner or by its last tick, on the queues' clock; 0 for all other work.</summary>
    public long ArmedAtTicks { get; init; }

    /// <summary>Whose code it runs.</summary>
    public CodeOrigin Code { get; init; }

    /// <summary>Kind and code, stable across runs: what the fingerprint and the growth rule compare.</summary>
    public required string Signature { get; init; }

    /// <summary>Rule R6: a static constructor stands on the stack that started it.</summary>
    public bool BornInStaticConstructor { get; init; }

    /// <summary>Something to await, a promise or the timer of a delay, without code: whoever awaits it is not known, or has not come to.</summary>
    public bool IsBare { get; init; }

    /// <summary>A continuation that waits to be activated: it runs nothing yet.</summary>
    public bool IsDormantContinuation { get; init; }

    /// <summary>An async method that was caught between two awaits, on no thread that could be sampled, so that where it stands is not known; or a periodic timer beside running code that may come to wait for it.</summary>
    public bool IsBetweenAwaits { get; init; }

    /// <summary>True once garbage collection has proved that nothing can complete it.</summary>
    public bool IsOrphan { get; init; }

    /// <summary>The same with one more sentence about what could not be found out.</summary>
    public Frozen Lacking(string missing) => this with { Draft = Draft with { Missing = [.. Draft.Missing, missing] } };
}
