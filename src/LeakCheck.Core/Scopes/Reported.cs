using System.Runtime.CompilerServices;

namespace LeakCheck.Scopes;

/// <summary>What was reported, let pass or excused already and is not reported again. Holds everything weakly.</summary>
internal sealed class Reported
{
    private static readonly object s_mark = new();
    private readonly ConditionalWeakTable<object, object> _marks = [];
    private int _any;

    public bool Contains(object work) => Volatile.Read(ref _any) != 0 && _marks.TryGetValue(work, out _);

    public void Add(object work)
    {
        Volatile.Write(ref _any, 1);
        _marks.AddOrUpdate(work, s_mark);
    }
}
