namespace LeakCheck.Rules.StaticOwnership;

/// <summary>How many objects may still be visited. One thread.</summary>
/// <param name="objects">Objects (count).</param>
internal sealed class WalkBudget(int objects)
{
    private int _left = objects;

    /// <summary>True once a visit was refused.</summary>
    public bool IsExhausted { get; private set; }

    /// <summary>Asks for one more visit.</summary>
    public bool TryVisit()
    {
        if (_left > 0)
        {
            _left--;
            return true;
        }

        IsExhausted = true;
        return false;
    }
}
