namespace LeakCheck.RuntimeInternals.Contracts;

/// <summary>The runtime's own list of tasks that have not completed. Without it no task or async method is seen.</summary>
internal interface ITaskTable
{
    /// <summary>The id handed out last. A task that enters the list later has a greater one.</summary>
    int LastId { get; }

    /// <summary>Entries in the list (count), read without its lock.</summary>
    int Count { get; }

    /// <summary>Adds the tasks with an id after <paramref name="afterId"/> that are still alive. Costs the smaller of the ids in that range and the list's length.</summary>
    void CopyAfter(int afterId, List<Task> into);

    /// <summary>Takes a task out of the list, so that the list no longer keeps it alive. Null when it is not in the list.</summary>
    Task? Take(int id);

    /// <summary>Puts a task back, unless it has completed meanwhile.</summary>
    void Restore(int id, Task task);

    /// <summary>Lets a stand-in hold the task's place: the list no longer keeps the task alive, and still notes its completion. Null when it is not in the list, or another's stand-in holds its place.</summary>
    Task? StandIn(int id);

    /// <summary>Ends a stand-in.</summary>
    /// <param name="id">The task's id.</param>
    /// <param name="task">The task, put back when it lives; null when it was collected.</param>
    /// <returns>True when the task had not completed.</returns>
    bool EndStandIn(int id, Task? task);
}
