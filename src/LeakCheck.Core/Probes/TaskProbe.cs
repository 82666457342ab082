using LeakCheck.RuntimeInternals.Contracts;
using LeakCheck.Rules;
using LeakCheck.Scopes;

namespace LeakCheck.Probes;

/// <summary>Finds tasks and async methods that have not completed.</summary>
internal sealed class TaskProbe
{
    private readonly ITaskTable _table;
    private readonly Attribution _attribution;
    private readonly Noise _noise;
    private readonly Reported _reported;

    public TaskProbe(ITaskTable table, Attribution attribution, Noise noise, Reported reported)
    {
        _table = table;
        _attribution = attribution;
        _noise = noise;
        _reported = reported;
    }

    public void Look(LookTarget target, Sightings into)
    {
        List<Task> candidates = into.TaskBuffer;
        _table.CopyAfter(target.AfterTaskId, candidates);
        foreach (Task task in candidates)
        {
            if (task.IsCompleted)
            {
                continue;
            }

            Ownership owner = _attribution.OfTask(task, into.Scratch);
            if (target.Wants(owner.Scope) && target.Waiters?.Contains(task) != true && !_reported.Contains(task) && !_noise.Excludes(task)
                && (!target.WantsUserCodeOnly(owner.Scope) || _noise.RunsUserCode(task)))
            {
                into.Tasks.Add(new TaskSighting(task, owner));
            }
        }

        candidates.Clear();
    }
}
