namespace LeakCheck.Probes;

/// <summary>What a look is for: one scope, or with no scope the whole process.</summary>
/// <param name="Scope">The scope whose work is wanted; null wants everything that was not reported yet.</param>
/// <param name="Kinds">The kinds of work wanted.</param>
/// <param name="Nobody">The owner whose work is never wanted: started detached, on purpose.</param>
/// <param name="Waiters">Tasks that wait for the check itself and so cannot end before it; null when not known yet.</param>
internal sealed record LookTarget(LeakScope? Scope, WorkKinds Kinds, LeakScope? Nobody = null, IReadOnlySet<object>? Waiters = null)
{
    /// <summary>A scope's own work, of the kinds that its settings want.</summary>
    public static LookTarget Of(LeakScope scope) => new(scope, scope.Settings.Kinds);

    /// <summary>The task id after which the scope's tasks come.</summary>
    public int AfterTaskId => Scope?.FirstTaskId ?? 0;

    /// <summary>The timer clock at which the scope began.</summary>
    public long SinceTicks => Scope?.FirstTicks ?? long.MinValue;

    /// <summary>True when this owner's work is wanted. A sweep leaves out what was answered for, and of what nobody owns it wants the program's own code only.</summary>
    public bool Wants(LeakScope? owner) => Scope is null ? owner is not ({ IsAnswered: true } or { IsBeingChecked: true }) && (owner is null || !ReferenceEquals(owner, Nobody)) : ReferenceEquals(owner, Scope);

    /// <summary>True when it must be asked whose code the work runs.</summary>
    public bool WantsUserCodeOnly(LeakScope? owner) => Scope is null && owner is null;
}
