using System.Runtime.CompilerServices;
using LeakCheck.Diagnosis;
using LeakCheck.Probes;

namespace LeakCheck.Settle;

/// <summary>
/// The soft limit (<see cref="LeakOptions.MaxLive"/>): while scopes with one are open, a thread of its own looks at them every few milliseconds and freezes what is alive
/// at the moment a limit is passed. The scope's check then reports that moment, whatever has become of the work. A burst between two looks is not seen.
/// </summary>
internal sealed class LiveLimit
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(4);

    private readonly LeakEngine _engine;
    private readonly object _gate = new();
    private readonly List<LeakScope> _scopes = [];
    private readonly ConditionalWeakTable<LeakScope, IReadOnlyList<Frozen>> _passed = [];
    private bool _watching;

    public LiveLimit(LeakEngine engine) => _engine = engine;

    /// <summary>Watches the scope until it ends.</summary>
    public void Add(LeakScope scope)
    {
        lock (_gate)
        {
            _scopes.Add(scope);
            if (!_watching)
            {
                _watching = true;
                BackgroundThread.Start("LeakCheck live limit", Watch);
            }
        }
    }

    /// <summary>What was alive when the scope passed its limit; null when it never did.</summary>
    public IReadOnlyList<Frozen>? PassedBy(LeakScope scope) => _passed.TryGetValue(scope, out IReadOnlyList<Frozen>? items) ? items : null;

    private void Watch()
    {
        while (true)
        {
            List<LeakScope> scopes;
            lock (_gate)
            {
                _scopes.RemoveAll(s => s.HasEnded || _passed.TryGetValue(s, out _));
                if (_scopes.Count == 0)
                {
                    _watching = false;
                    return;
                }

                scopes = [.. _scopes];
            }

            foreach (LeakScope scope in scopes)
            {
                Look(scope);
            }

            Thread.Sleep(s_pause);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Look(LeakScope scope)
    {
        using Sightings sightings = Sightings.Rent();
        _engine.Look(LookTarget.Of(scope), sightings);
        if (sightings.Count > scope.Settings.MaxLive)
        {
            List<Frozen> items = _engine.Freezer.Freeze(sightings, new MovementWatch(_engine.Runtime.Shapes));

            // Several sightings may be one piece of work: a method, the delay it waits for, and its timer.
            if (items.Count > scope.Settings.MaxLive)
            {
                _passed.AddOrUpdate(scope, items);
            }
        }
    }
}
