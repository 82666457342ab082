using System.Runtime.CompilerServices;
using LeakCheck.Diagnosis;

namespace LeakCheck.Rules;

/// <summary>
/// Which FileSystemWatcher runs which thread. The runtime keeps no reference from the thread to its watcher, so a watcher that is found stands for the first thread that asks, and for no other as
/// long as that one lives. Safe for use from many threads.
/// </summary>
internal sealed class FileWatchers
{
    private const string ThreadName = ".NET File Watcher";

    /// <summary>As the kernel cuts it.</summary>
    private const string KernelName = ".NET File Watch";

    private readonly ConditionalWeakTable<object, Thread> _threadOf = [];
    private readonly object _lock = new();

    /// <summary>True for the thread of a watcher while another's lives too: then the watcher that is found may be the other's, which tells that they are as many as are held, but not whose this is.</summary>
    public static bool IsOneOfMany(Thread thread) =>
        thread.Name == ThreadName && OsThreads.All().Count(t => t.Comm == KernelName) > 1;

    /// <summary>A test for objects that may be the watcher of a thread; null for a thread that is none of a watcher's.</summary>
    public Predicate<object>? Of(Thread thread) => thread.Name == ThreadName ? candidate => candidate is FileSystemWatcher { EnableRaisingEvents: true } && Claim(candidate, thread) : null;

    private bool Claim(object watcher, Thread thread)
    {
        lock (_lock)
        {
            if (_threadOf.TryGetValue(watcher, out Thread? claimed) && claimed.IsAlive)
            {
                return claimed == thread;
            }

            if (_threadOf.Any(pair => pair.Value == thread && pair.Key is FileSystemWatcher { EnableRaisingEvents: true }))
            {
                return false;
            }

            _threadOf.AddOrUpdate(watcher, thread);
            return true;
        }
    }
}
