using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LeakCheck.Patterns;
using LeakCheck.Patterns.Web;

namespace Suite.Patterns;

/// <summary>The pattern corpus as rows of data-driven tests. A leaky twin's work lives until the run's own clean-up, as that of a real suite would.</summary>
public static class Twins
{
    // Addresses of handles, so that no static field of this suite reaches the work: what a static owns is the process's, not a test's.
    private static readonly ConcurrentQueue<nint> s_contexts = [];

    public static IEnumerable<object[]> Names => Shared.Select(pattern => new object[] { pattern.Name });

    // What spins would leave nothing for the others: it lives until the run's end.
    private static IEnumerable<Pattern> Shared =>
        WholeCorpus.All.Where(pattern => pattern is { CanShareThisProcess: true, Spins: false });

    public static Task LeakyAsync(string name) => Named(name).Leaky(NewContext(name));

    public static Task CleanAsync(string name) => Named(name).Clean(NewContext(name));

    /// <summary>Ends all work.</summary>
    public static async Task ReleaseAsync()
    {
        foreach (nint address in s_contexts)
        {
            GCHandle handle = GCHandle.FromIntPtr(address);
            await ((PatternContext)handle.Target!).ReleaseAsync();
            handle.Free();
        }
    }

    // One pool thread for each pattern that holds one: starvation is not what is tried here.
    [ModuleInitializer]
    internal static void GiveThreads() => ThreadPool.SetMinThreads(200, 200);

    private static Pattern Named(string name) => Shared.Single(pattern => pattern.Name == name);

    private static PatternContext NewContext(string name)
    {
        var context = new PatternContext(name);
        s_contexts.Enqueue(GCHandle.ToIntPtr(GCHandle.Alloc(context)));
        return context;
    }
}
