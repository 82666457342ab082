using System.Runtime.ExceptionServices;
using LeakCheck.Diagnosis;
using LeakCheck.RuntimeInternals.Contracts;

namespace LeakCheck.Rules.StaticOwnership;

/// <summary>
/// Rule R3. Walks forwards from the static fields, since a process cannot see its heap backwards from inside. Safe for use from many threads: each search has its own state.
/// </summary>
/// <param name="origins">Whose code an assembly is.</param>
/// <param name="fields">How fields are read on this runtime.</param>
/// <param name="maximumObjects">Objects that one search visits at most (count).</param>
internal sealed class StaticOwnerSearch(CodeOrigins origins, IFieldReader fields, int maximumObjects = StaticOwnerSearch.MaximumObjects) : IStaticOwnership
{
    /// <summary>Keeps a search below about 150 ms and 30 MB when somebody's cache has a million entries (count).</summary>
    private const int MaximumObjects = 100_000;

    /// <inheritdoc/>
    public bool IsComplete => fields.ReadsAllStatics;

    /// <inheritdoc/>
    public string Detail => fields.Detail;

    /// <inheritdoc/>
    /// <remarks>
    /// Blocks until the search has ended. It runs on a thread of its own: what its locals held is gone with the thread, so a later garbage collection is not misled.
    /// No execution context flows to it, or the thread would count as the test's.
    /// </remarks>
    public IReadOnlyDictionary<int, StaticOwner> Find(IReadOnlyList<OwnershipTarget> targets, Func<int, CodeOrigin> ownCode) =>
        Search(targets, ownCode, run => run.Find());

    /// <inheritdoc/>
    /// <remarks>As <see cref="Find"/>.</remarks>
    public IReadOnlyDictionary<int, StaticOwner> FindFrom(IReadOnlyList<object> roots, IReadOnlyList<OwnershipTarget> targets, Func<int, CodeOrigin> ownCode) =>
        Search(targets, ownCode, run => run.FindFrom(roots));

    private IReadOnlyDictionary<int, StaticOwner> Search(
        IReadOnlyList<OwnershipTarget> targets, Func<int, CodeOrigin> ownCode, Func<StaticOwnerRun, IReadOnlyDictionary<int, StaticOwner>> search)
    {
        if (targets.Count == 0)
        {
            return new Dictionary<int, StaticOwner>();
        }

        Dictionary<int, CodeOrigin> codeOf = targets.Select(t => t.Survivor).Distinct().ToDictionary(s => s, ownCode);
        IReadOnlyDictionary<int, StaticOwner>? owners = null;
        ExceptionDispatchInfo? failure = null;
        Thread thread = BackgroundThread.Start("LeakCheck static owners", () =>
        {
            try
            {
                owners = search(new StaticOwnerRun(origins, fields, targets, codeOf, maximumObjects));
            }
            catch (Exception e)
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }
        });
        thread.Join();
        failure?.Throw();
        return owners!;
    }
}
