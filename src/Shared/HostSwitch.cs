namespace LeakCheck.Adapters;

/// <summary>
/// Says whether the runner that hosts this process shows the final sweep itself. The assemblies that ask and answer are private to the adapter packages and do not
/// know each other, so the answer is a switch of the process.
/// </summary>
internal static class HostSwitch
{
    private const string Name = "LeakCheck.HostShowsFinalSweep";

    /// <summary>True when a framework's own hook must leave the final sweep to the host.</summary>
    public static bool HostShowsFinalSweep => AppContext.TryGetSwitch(Name, out bool on) && on;

    /// <summary>Called by the host's extension before any test starts.</summary>
    public static void Claim() => AppContext.SetSwitch(Name, true);
}
