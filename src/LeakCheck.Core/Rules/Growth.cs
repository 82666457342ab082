using System.Collections.Concurrent;
using LeakCheck.Diagnosis;

namespace LeakCheck.Rules;

/// <summary>
/// Rule R4: a singleton exists once. Remembers, weakly, what was excused as one; when another scope starts a second one from the same place while the first lives,
/// the excuse is void for both.
/// </summary>
internal sealed class Growth
{
    private readonly ConcurrentDictionary<string, Entry> _entries = new();

    /// <summary>Notes an excused survivor.</summary>
    /// <param name="field">The static field that owns it, or the reason it was excused.</param>
    /// <param name="item">The survivor.</param>
    /// <returns>False when the excuse is void.</returns>
    public bool IsStillSingle(string field, Frozen item)
    {
        string place = PlaceOf(field, item);
        Entry entry = _entries.GetOrAdd(place, _ => new Entry(item.Owner, item.Subject, item.Slot?.Thread));
        lock (entry)
        {
            if (entry.IsVoid)
            {
                return false;
            }

            if (entry.IsOf(item))
            {
                return true;
            }

            if (entry.IsAlive)
            {
                entry.IsVoid = true;
                return false;
            }

            _entries[place] = new Entry(item.Owner, item.Subject, item.Slot?.Thread);
            return true;
        }
    }

    /// <summary>As <see cref="IsStillSingle"/>, but notes nothing.</summary>
    public bool MayBeSingle(string field, Frozen item)
    {
        if (!_entries.TryGetValue(PlaceOf(field, item), out Entry? entry))
        {
            return true;
        }

        lock (entry)
        {
            return !entry.IsVoid && (entry.IsOf(item) || !entry.IsAlive);
        }
    }

    private static string PlaceOf(string field, Frozen item) => field + "|" + item.Signature;

    private sealed class Entry(LeakScope? owner, WeakReference<object>? subject, Thread? thread)
    {
        private readonly WeakReference<Thread?> _thread = new(thread);

        public bool IsVoid { get; set; }

        public bool IsAlive => subject is not null
            ? subject.TryGetTarget(out object? live) && live is not Task { IsCompleted: true }
            : _thread.TryGetTarget(out Thread? running) && running is { IsAlive: true };

        public bool IsOf(Frozen item) => ReferenceEquals(owner, item.Owner) || IsSame(item);

        private bool IsSame(Frozen item) => subject is not null
            ? item.Subject is { } other && subject.TryGetTarget(out object? mine) && other.TryGetTarget(out object? theirs) && ReferenceEquals(mine, theirs)
            : _thread.TryGetTarget(out Thread? running) && running is not null && running == item.Slot?.Thread;
    }
}
