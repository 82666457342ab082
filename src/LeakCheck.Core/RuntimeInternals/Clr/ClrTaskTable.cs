using System.Runtime.CompilerServices;
using LeakCheck.RuntimeInternals.Contracts;

namespace LeakCheck.RuntimeInternals.Clr;

/// <summary>
/// <c>Task.s_currentActiveTasks</c>, the list a debugger shows as "Tasks". The runtime fills it while <c>Task.s_asyncDebuggingEnabled</c> is true;
/// the dictionary is its own lock (System.Threading.Tasks.Task.AddToActiveTasks).
/// </summary>
internal sealed class ClrTaskTable : ITaskTable
{
    private readonly Dictionary<int, Task> _table;

    public ClrTaskTable()
    {
        // AddToActiveTasks creates the dictionary once, so one created earlier stays the one in use.
        ref Dictionary<int, Task>? table = ref CurrentActiveTasks(null!);
        Interlocked.CompareExchange(ref table, [], null);
        _table = table!;
        AsyncDebuggingEnabled(null!) = true;
        _ = TaskIdCounter(null!);
    }

    public int LastId => Volatile.Read(ref TaskIdCounter(null!));

    public int Count => _table.Count;

    public void CopyAfter(int afterId, List<Task> into)
    {
        if (LastId == afterId)
        {
            return;
        }

        lock (_table)
        {
            // Asked under the lock: a task that came into the list while we waited may have taken over from one that has just left it.
            int last = LastId;

            // Ids are ints that wrap round; after a wrap only the whole list tells.
            uint range = unchecked((uint)(last - afterId));
            if (last > afterId && range <= (uint)_table.Count)
            {
                for (int id = afterId + 1; id <= last && id > afterId; id++)
                {
                    if (_table.TryGetValue(id, out Task? task))
                    {
                        into.Add(task);
                    }
                }
            }
            else
            {
                bool all = last < afterId;
                foreach ((int id, Task task) in _table)
                {
                    if (all || id > afterId)
                    {
                        into.Add(task);
                    }
                }
            }
        }
    }

    public Task? Take(int id)
    {
        lock (_table)
        {
            return _table.Remove(id, out Task? task) ? task : null;
        }
    }

    public Task? StandIn(int id)
    {
        lock (_table)
        {
            // What has completed there is another's stand-in, who is the one to end it, or about to go.
            if (!_table.TryGetValue(id, out Task? task) || task.IsCompleted)
            {
                return null;
            }

            // A task removes itself by id when it completes, whoever stands there.
            _table[id] = Task.CompletedTask;
            return task;
        }
    }

    public bool EndStandIn(int id, Task? task)
    {
        lock (_table)
        {
            if (!_table.Remove(id))
            {
                return false;
            }
        }

        if (task is not null)
        {
            Restore(id, task);
            return !task.IsCompleted;
        }

        return true;
    }

    public void Restore(int id, Task task)
    {
        lock (_table)
        {
            _table[id] = task;
        }

        // The runtime removes a completed task once; if it completed just before we put it back, that has happened already.
        if (task.IsCompleted)
        {
            Take(id);
        }
    }

    [UnsafeAccessor(UnsafeAccessorKind.StaticField, Name = "s_asyncDebuggingEnabled")]
    private static extern ref bool AsyncDebuggingEnabled(Task task);

    [UnsafeAccessor(UnsafeAccessorKind.StaticField, Name = "s_currentActiveTasks")]
    private static extern ref Dictionary<int, Task>? CurrentActiveTasks(Task task);

    [UnsafeAccessor(UnsafeAccessorKind.StaticField, Name = "s_taskIdCounter")]
    private static extern ref int TaskIdCounter(Task task);
}
