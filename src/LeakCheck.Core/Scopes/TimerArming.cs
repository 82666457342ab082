using System.Diagnostics;

namespace LeakCheck.Scopes;

/// <summary>Who armed a timer, as its arming event told. Immutable.</summary>
/// <param name="Owner">The scope for which the arming thread ran; null for none.</param>
/// <param name="Suppressed">True when the flow of the context was suppressed: armed detached, on purpose.</param>
/// <param name="Stack">The arming stack, raw; null when stacks are switched off.</param>
/// <param name="Sequence">Rises with every arming.</param>
/// <param name="Timestamp">When, on <see cref="Stopwatch"/>'s clock.</param>
internal sealed record TimerArming(LeakScope? Owner, bool Suppressed, StackTrace? Stack, long Sequence, long Timestamp);
