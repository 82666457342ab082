using LeakCheck.Diagnosis;

namespace LeakCheck.Settle;

/// <summary>What the settler must know of the verdict.</summary>
internal interface ISettleJudge
{
    /// <summary>The items that count at all.</summary>
    IReadOnlyList<Frozen> Counting(IReadOnlyList<Frozen> items);

    /// <summary>True when every item is excused however long it lives. Decides nothing yet.</summary>
    bool IsExcused(IReadOnlyList<Frozen> items);
}
