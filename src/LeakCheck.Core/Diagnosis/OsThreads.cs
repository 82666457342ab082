using System.Globalization;
using System.Runtime.InteropServices;

namespace LeakCheck.Diagnosis;

/// <summary>The operating system's view of our threads: the ids under which stacks are sampled. Safe for use from many threads.</summary>
internal static partial class OsThreads
{
    /// <summary>The operating system's id of the calling thread; 0 on a system whose call is not known.</summary>
    /// <remarks>A system call on Linux: keep the value with the thread instead of asking for it often.</remarks>
    public static long CurrentId()
    {
        if (OperatingSystem.IsLinux())
        {
            return Linux.CurrentId();
        }

        if (OperatingSystem.IsWindows())
        {
            return GetCurrentThreadId();
        }

        return OperatingSystem.IsMacOS() && PthreadThreadId(0, out ulong id) == 0 ? (long)id : 0;
    }

    /// <summary>
    /// Every thread of this process with the name the kernel keeps for it (<see cref="Thread.Name"/> cut to 15 characters; pool threads: <c>.NET TP
    /// Worker</c>).
    /// Linux only; empty elsewhere. Threads that end meanwhile are left out.
    /// </summary>
    public static IReadOnlyList<(long Id, string Comm)> All()
    {
        if (!OperatingSystem.IsLinux())
        {
            return [];
        }

        List<(long, string)> threads = [];
        try
        {
            foreach (string folder in Directory.EnumerateDirectories("/proc/self/task"))
            {
                if (long.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out long id) && Comm(folder) is { } name)
                {
                    threads.Add((id, name));
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A system without /proc: what was found so far is all there is.
        }

        return threads;
    }

    private static string? Comm(string folder)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, "comm")).TrimEnd('\n');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // The thread ended between the listing and the reading.
        }
    }

    [LibraryImport("kernel32", EntryPoint = "GetCurrentThreadId")]
    private static partial uint GetCurrentThreadId();

    [LibraryImport("libSystem", EntryPoint = "pthread_threadid_np")]
    private static partial int PthreadThreadId(nint thread, out ulong id);

    private static partial class Linux
    {
        public static long CurrentId()
        {
            // The numbered call exists on every libc; the function "gettid" only since glibc 2.30.
            int? number = RuntimeInformation.ProcessArchitecture switch
            {
                Architecture.X64 => 186,
                Architecture.Arm64 or Architecture.LoongArch64 or (Architecture)9 /* RISC-V 64, named since .NET 9 */ => 178,
                Architecture.X86 or Architecture.Arm => 224,
                Architecture.S390x => 236,
                Architecture.Ppc64le => 207,
                _ => null,
            };
            return number is { } call ? SystemCall(call) : 0;
        }

        [LibraryImport("libc", EntryPoint = "syscall")]
        private static partial nint SystemCall(nint number);
    }
}
