using System.Runtime.CompilerServices;
using LeakCheck.RuntimeInternals.Contracts;

namespace LeakCheck.Scopes;

/// <summary>
/// Keeps the runtime's list of active tasks, which we switched on, from becoming a memory leak of ours: it holds every task that never completes. When it has grown,
/// entries that no open scope owns are moved to a list that holds them weakly; the final sweep puts back what still lives.
/// </summary>
internal sealed class TaskTableCare
{
    private const int FirstLimit = 10_000;

    private readonly ITaskTable? _table;
    private readonly Attribution? _attribution;
    private readonly object _gate = new();
    private readonly List<(int Id, WeakReference<Task> Task)> _weak = [];
    private int _limit = FirstLimit;

    public TaskTableCare(ITaskTable? table, Attribution? attribution)
    {
        _table = table;
        _attribution = attribution;
    }

    /// <summary>Entries held weakly (count).</summary>
    public int WeakCount
    {
        get
        {
            lock (_gate)
            {
                return _weak.Count;
            }
        }
    }

    /// <summary>Trims the list when it has grown. Costs nothing otherwise.</summary>
    public void TrimIfGrown()
    {
        if (_table is not null && _table.Count > Volatile.Read(ref _limit))
        {
            Trim();
        }
    }

    /// <summary>Puts back what still lives, so that a look at the whole process sees it.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Restore()
    {
        lock (_gate)
        {
            foreach ((int id, WeakReference<Task> reference) in _weak)
            {
                if (reference.TryGetTarget(out Task? task) && !task.IsCompleted)
                {
                    _table?.Restore(id, task);
                }
            }

            _weak.Clear();
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Trim()
    {
        lock (_gate)
        {
            if (_table is null || _attribution is null || _table.Count <= _limit)
            {
                return;
            }

            _weak.RemoveAll(entry => !entry.Task.TryGetTarget(out Task? task) || task.IsCompleted);
            var tasks = new List<Task>();
            var scratch = new List<object>();
            _table.CopyAfter(0, tasks);
            int kept = 0;
            foreach (Task task in tasks)
            {
                if (_attribution.OfTask(task, scratch).Scope is { HasEnded: false } or { IsBeingChecked: true })
                {
                    kept++;
                }
                else if (_table.Take(task.Id) is not null && !task.IsCompleted)
                {
                    _weak.Add((task.Id, new WeakReference<Task>(task)));
                }
            }

            _limit = Math.Max(FirstLimit, kept * 2);
        }
    }
}
