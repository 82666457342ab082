using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace LeakCheck.Hosting;

/// <summary>Numbers that stand for scopes where only text can travel. Holds scopes weakly. Safe for use from many threads.</summary>
internal sealed class ScopeTickets
{
    private const int FirstLimit = 256;

    private readonly ConcurrentDictionary<long, WeakReference<LeakScope>> _scopes = new();
    private readonly ConditionalWeakTable<LeakScope, string> _tickets = [];
    private long _last;
    private int _limit = FirstLimit;

    /// <summary>The scope's ticket: always the same one.</summary>
    public string For(LeakScope scope) => _tickets.TryGetValue(scope, out string? ticket) ? ticket : Issue(scope);

    /// <summary>The scope of a ticket; null when there is none.</summary>
    public LeakScope? Find(string ticket) =>
        long.TryParse(ticket, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
        && _scopes.TryGetValue(number, out WeakReference<LeakScope>? reference) && reference.TryGetTarget(out LeakScope? scope) ? scope : null;

    private string Issue(LeakScope scope)
    {
        long number = Interlocked.Increment(ref _last);

        // Known before it can be sent. When two threads issue at once both numbers find the scope.
        _scopes[number] = new WeakReference<LeakScope>(scope);
        if (_scopes.Count > Volatile.Read(ref _limit))
        {
            Prune();
        }

        return _tickets.GetValue(scope, _ => number.ToString(CultureInfo.InvariantCulture));
    }

    private void Prune()
    {
        foreach ((long number, WeakReference<LeakScope> reference) in _scopes)
        {
            if (!reference.TryGetTarget(out _))
            {
                _scopes.TryRemove(number, out _);
            }
        }

        Volatile.Write(ref _limit, Math.Max(FirstLimit, _scopes.Count * 2));
    }
}
