using System.Runtime.InteropServices;

namespace LeakCheck.Diagnosis.Deep;

/// <summary>
/// The right to read this process. Linux systems with Yama (ptrace_scope 1, the default of several distributions) let only a parent read its child; the helper is the
/// child, so this process says that it may. Elsewhere there is nothing to give.
/// </summary>
internal static partial class TracePermission
{
    private const int SetTracer = 0x59616d61; // PR_SET_PTRACER: "Yama"

    /// <summary>What to do when reading was refused, as the second half of a sentence.</summary>
    public static string Remedy =>
        OperatingSystem.IsLinux() ? "on Linux it needs the ptrace right: --cap-add=SYS_PTRACE for a container, kernel.yama.ptrace_scope 0 or 1 for a machine"
        : OperatingSystem.IsMacOS() ? "on macOS run the tests as root, or do without"
        : "run the tests and the helper as the same user";

    public static void Grant(int processId) => Set(processId);

    public static void Withdraw() => Set(0);

    private static void Set(long processId)
    {
        if (OperatingSystem.IsLinux())
        {
            _ = Control(SetTracer, (nint)processId, 0, 0, 0); // Fails where there is no Yama, and is not needed there.
        }
    }

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int Control(int option, nint argument2, nint argument3, nint argument4, nint argument5);
}
