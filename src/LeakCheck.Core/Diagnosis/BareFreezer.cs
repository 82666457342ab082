using LeakCheck.Probes;
using LeakCheck.Rules;
using LeakCheck.Scopes;

namespace LeakCheck.Diagnosis;

/// <summary>Freezes a survivor with nothing but what was sighted: kind, owner and type. Stands in where the diagnosis of that survivor failed.</summary>
internal static class BareFreezer
{
    /// <param name="chain">The chain.</param>
    /// <param name="sightings">The tasks that were sighted.</param>
    /// <param name="timer">The timer that wakes it.</param>
    /// <param name="thread">The thread that runs it.</param>
    /// <param name="why">What failed.</param>
    public static Frozen Of(AwaitChain chain, IReadOnlyDictionary<object, TaskSighting> sightings, TimerSighting? timer, ThreadSighting? thread, string why)
    {
        List<object> nodes = [chain.Subject, .. chain.Outer, .. chain.Leaves];
        return Of(SurvivorKind.Task, SurvivorState.Waiting, chain.Subject.GetType().ToString(), TaskFreezer.OwnerOf(chain, sightings), chain.Root, why) with
        {
            Parts = [.. nodes.Select(n => new WeakReference<object>(n)), .. timer is { } part ? [new WeakReference<object>(part.Entry.Timer)] : Array.Empty<WeakReference<object>>()],
            TaskIds = [.. nodes.Where(sightings.ContainsKey).Cast<Task>().Select(t => t.Id)],
            Slot = thread?.Slot,
        };
    }

    public static Frozen Of(TimerSighting timer, string why) =>
        Of(SurvivorKind.Timer, SurvivorState.Scheduled, $"timer of {timer.Entry.Callback.Method.DeclaringType}", timer.Owner, timer.Entry.Timer, why);

    public static Frozen Of(ThreadSighting thread, string why) =>
        Of(SurvivorKind.Thread, SurvivorState.Running, $"thread {thread.Slot.Thread.ManagedThreadId}", thread.Owner, null, why) with { Slot = thread.Slot };

    public static Frozen Of(WaitSighting wait, string why) => Of(SurvivorKind.Thread, SurvivorState.Waiting, "registered wait", wait.Owner, wait.Entry.Handle, why);

    private static Frozen Of(SurvivorKind kind, SurvivorState state, string what, Ownership owner, object? subject, string why)
    {
        string signature = $"{kind}|undiagnosed|{what}";
        return new Frozen
        {
            Draft = new Survivor { Kind = kind, State = state, What = what, Owner = owner.Scope?.Name, Request = owner.Request, Fingerprint = Fingerprint.Of(signature), Missing = [why] },
            Owner = owner.Scope,
            Subject = subject is null ? null : new WeakReference<object>(subject),
            Parts = subject is null ? [] : [new WeakReference<object>(subject)],

            // Nothing is known that would excuse it.
            Code = CodeOrigin.User,
            Signature = signature,
        };
    }
}
