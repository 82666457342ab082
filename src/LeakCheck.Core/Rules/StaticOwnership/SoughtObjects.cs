namespace LeakCheck.Rules.StaticOwnership;

/// <summary>
/// The objects looked for and what was found about the survivors they stand for. Compares by reference, so no code of the objects runs. One thread.
/// </summary>
internal sealed class SoughtObjects
{
    private readonly Dictionary<object, List<(int Survivor, bool OutsideContainers)>> _survivorsOf = new(ReferenceEqualityComparer.Instance);
    private readonly IReadOnlyDictionary<int, CodeOrigin> _ownCode;
    private readonly Dictionary<int, StaticOwner> _owners = [];
    private readonly List<OwnershipTarget> _recognised;
    private int _excused;

    /// <param name="targets">What to find.</param>
    /// <param name="ownCode">Whose code each survivor runs.</param>
    public SoughtObjects(IReadOnlyList<OwnershipTarget> targets, IReadOnlyDictionary<int, CodeOrigin> ownCode)
    {
        _ownCode = ownCode;
        _recognised = [.. targets.Where(t => t.Is is not null)];
        foreach (OwnershipTarget target in targets.Where(t => t.Is is null))
        {
            if (!_survivorsOf.TryGetValue(target.Target, out List<(int, bool)>? survivors))
            {
                _survivorsOf[target.Target] = survivors = [];
            }

            survivors.Add((target.Survivor, target.OutsideContainers));
        }
    }

    /// <summary>The owner of each survivor that was reached.</summary>
    public IReadOnlyDictionary<int, StaticOwner> Owners => _owners;

    /// <summary>Survivors that nothing excuses so far; those with a hint are among them.</summary>
    public IEnumerable<int> Unexcused => _ownCode.Keys.Where(s => !_owners.TryGetValue(s, out StaticOwner? owner) || owner.Class == SurvivorClass.Leak);

    /// <summary>Whether a pass can still tell something new about any survivor.</summary>
    public bool IsAnySoughtIn(OwnershipPass pass) => pass.Verdict == SurvivorClass.Leak ? _owners.Count < _ownCode.Count : _excused < _ownCode.Count;

    /// <summary>Notes a reached object, if it is one that is looked for.</summary>
    /// <param name="value">The object.</param>
    /// <param name="pass">The pass that reached it.</param>
    /// <param name="throughCollection">Whether its path crosses a collection.</param>
    /// <param name="inContainer">Whether its path crosses a service provider.</param>
    /// <param name="describe">Makes the class, field and path; called only on a hit.</param>
    public void Reached(object value, OwnershipPass pass, bool throughCollection, bool inContainer, Func<SurvivorClass, StaticOwner> describe)
    {
        foreach (OwnershipTarget target in _recognised)
        {
            if (target.Is!(value))
            {
                Note(target.Survivor, pass, throughCollection, describe);
            }
        }

        if (!_survivorsOf.TryGetValue(value, out List<(int Survivor, bool OutsideContainers)>? survivors))
        {
            return;
        }

        foreach ((int survivor, bool outsideContainers) in survivors)
        {
            if (!inContainer || !outsideContainers)
            {
                Note(survivor, pass, throughCollection, describe);
            }
        }
    }

    /// <summary>Says of every survivor without an answer why there is none.</summary>
    public void Remark(string remark)
    {
        foreach (int survivor in Unexcused.ToArray())
        {
            _owners[survivor] = _owners.GetValueOrDefault(survivor, new StaticOwner(SurvivorClass.Leak, "", "")) with { Remark = remark };
        }
    }

    private void Note(int survivor, OwnershipPass pass, bool throughCollection, Func<SurvivorClass, StaticOwner> describe)
    {
        SurvivorClass verdict = VerdictOf(survivor, pass, throughCollection);
        bool known = _owners.TryGetValue(survivor, out StaticOwner? owner);
        if (!known || (owner!.Class == SurvivorClass.Leak && verdict != SurvivorClass.Leak))
        {
            _owners[survivor] = describe(verdict);
            _excused += verdict == SurvivorClass.Leak ? 0 : 1;
        }
    }

    /// <summary>
    /// Where collections are entered, work of the user's own inside one stays a leak: a package's cache holds what a test puts there. The first pass enters only containers, whose content is theirs.
    /// </summary>
    private SurvivorClass VerdictOf(int survivor, OwnershipPass pass, bool throughCollection) =>
        pass.PackageCollections && throughCollection && _ownCode[survivor] == CodeOrigin.User ? SurvivorClass.Leak : pass.Verdict;
}
