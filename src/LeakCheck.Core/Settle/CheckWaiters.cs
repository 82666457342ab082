using LeakCheck.RuntimeInternals.Contracts;

namespace LeakCheck.Settle;

/// <summary>
/// The tasks that wait for the check itself: they cannot end before it does, so they are no survivors. Known once the caller has begun to await the check.
/// </summary>
internal sealed class CheckWaiters
{
    private const int MostNodes = 1000;

    /// <summary>The task that the check returned to its caller.</summary>
    public Task? Check { get; set; }

    public IReadOnlySet<object> Find(ITaskShape? shapes)
    {
        var found = new HashSet<object>(ReferenceEqualityComparer.Instance);
        if (Check is not { } check || shapes is null)
        {
            return found;
        }

        var pending = new List<object>();
        shapes.AddNext(check, pending);
        for (int i = 0; i < pending.Count && i < MostNodes; i++)
        {
            if (found.Add(pending[i]))
            {
                shapes.AddNext(pending[i], pending);
            }
        }

        return found;
    }
}
