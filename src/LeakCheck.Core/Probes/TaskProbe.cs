using LeakCheck.RuntimeInternals.Contracts;
using LeakCheck.Rules;
using LeakCheck.Scopes;

namespace LeakCheck.Probes;

/// <summary>Finds tasks and async methods that have not completed.</summary>
internal sealed class TaskProbe
{
    /// <summary>Copies of the list that one look may take.</summary>
    private const int MostCopies = 4;

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
        // A task that ends between the copy and the question may have handed over to one that came into the list after the copy: the delegate of Task.Run to its async method.
        // What waits for the two of them was seen all the same, so that it does not say that nothing is amiss.
        int copies = 0;
        bool ended;
        do
        {
            into.Tasks.Clear();
            ended = LookOnce(target, into);
            copies++;
        }
        while (ended && copies < MostCopies);
    }

    /// <returns>True when a task ended after the list was copied.</returns>
    private bool LookOnce(LookTarget target, Sightings into)
    {
        bool ended = false;
        List<Task> candidates = into.TaskBuffer;
        _table.CopyAfter(target.AfterTaskId, candidates);
        foreach (Task task in candidates)
        {
            if (task.IsCompleted)
            {
                ended = true;
                continue;
            }

            Ownership owner = _attribution.OfTask(task, into.Scratch);
            if (target.Wants(owner.Scope) && target.Waiters?.Contains(task) != true && !_reported.Contains(task) && !_noise.Excludes(task)
                && (!target.WantsUserCodeOnly(owner.Scope) || _noise.RunsUserCode(task)))
            {
                into.Tasks.Add(new TaskSighting(task, owner));
            }
            else if (task.IsCompleted)
            {
                ended = true; // It lets go of its context, and so is nobody's.
            }
        }

        candidates.Clear();
        return ended;
    }
}
