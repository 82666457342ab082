namespace LeakCheck.RuntimeInternals.Contracts;

/// <summary>A wait registered with the thread pool.</summary>
/// <param name="Handle">The registration.</param>
/// <param name="Callback">The delegate it will run.</param>
/// <param name="State">The state it passes.</param>
/// <param name="Context">The context it captured; null when it captured none.</param>
internal readonly record struct WaitEntry(object Handle, Delegate? Callback, object? State, ExecutionContext? Context);

/// <summary>Waits registered with the thread pool. Without them a registered wait and <c>Process.Exited</c> are not seen.</summary>
internal interface IRegisteredWaits
{
    /// <summary>Adds the registered waits.</summary>
    void Copy(List<WaitEntry> into);
}
