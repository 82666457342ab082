namespace LeakCheck.Scopes;

/// <summary>
/// The async local that says for whom code runs. It flows with the ExecutionContext through every hop; its change handler keeps the thread slots up to date.
/// </summary>
internal sealed class ScopeMarker
{
    private readonly AsyncLocal<LeakScope?> _local = new(OnChanged);

    /// <summary>The key under which a captured context holds the marker.</summary>
    public object Key => _local;

    public LeakScope? Current { get => _local.Value; set => _local.Value = value; }

    private static void OnChanged(AsyncLocalValueChangedArgs<LeakScope?> change)
    {
        ThreadSlots.Current.Owner = change.CurrentValue;
        change.PreviousValue?.Pulse();
        change.CurrentValue?.NoteEntry();
    }
}
