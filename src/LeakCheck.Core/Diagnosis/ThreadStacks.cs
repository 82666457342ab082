namespace LeakCheck.Diagnosis;

/// <summary>
/// Stacks of our own threads through the runtime's diagnostics port: a session of the sample profiler of a few milliseconds, read in memory.
/// Works for blocked and running threads,
/// needs no rights, no helper process and no file. Costs 0.15 to 0.3 s whatever the number of threads, more on a busy machine. Safe for use
/// from many threads; one session runs at a time, for all who asked before it began.
/// </summary>
/// <param name="lines">Files and lines, and whose code an assembly is.</param>
/// <param name="port">The port; left out, the process's own.</param>
/// <param name="limit">Longest wait while no more of the trace comes; left out, 15 s.</param>
internal sealed class ThreadStacks(SourceLines lines, IDiagnosticsPort? port = null, TimeSpan? limit = null) : IThreadStacks
{
    private static readonly TimeSpan DefaultLimit = TimeSpan.FromSeconds(15);

    /// <summary>
    /// The profiler takes a sample each millisecond, so the first time gives every thread several, and one is enough. On a starved machine its thread may not come to run at all meanwhile:
    /// then it gets more time.
    /// </summary>
    private static readonly TimeSpan[] SamplingTimes = [TimeSpan.FromMilliseconds(15), TimeSpan.FromMilliseconds(150), TimeSpan.FromMilliseconds(1000)];

    private readonly SharedCollector _collector = new(new StackCollector(port ?? new DiagnosticsPort(timeout: limit), limit ?? DefaultLimit).Collect);

    /// <inheritdoc/>
    public ThreadStackSample Sample()
    {
        try
        {
            // Read by each who asks, outside of every lock: naming frames resolves types, for which the program's resolve handlers may be called.
            foreach (TimeSpan time in SamplingTimes)
            {
                if (Read(_collector.Collect(time)) is { } sample)
                {
                    return sample;
                }
            }

            throw new StacksUnavailableException("the machine was too busy for the runtime to take a sample within a second");
        }
        catch (StacksUnavailableException e)
        {
            return ThreadStackSample.None(e.Message);
        }
        catch (Exception e)
        {
            // A report without stacks is better than none, whatever a trace of a future runtime contains.
            return ThreadStackSample.None($"No thread stacks: the trace could not be read ({e.GetType().Name}: {e.Message.TrimEnd('.')}).");
        }
    }

    /// <summary>Null for a whole trace in which no sample was taken.</summary>
    private ThreadStackSample? Read(CollectedTrace collected)
    {
        NettraceReader trace = NettraceReader.Read(collected.Trace.Span);
        FrameNamer namer = new(trace, lines);
        Dictionary<long, IReadOnlyList<ThreadFrame>> stacks = [];
        foreach ((long thread, NativeStack stack) in trace.Samples)
        {
            if (!collected.OwnThreads.Contains(thread) && namer.Frames(stack) is { Count: > 0 } frames)
            {
                stacks[thread] = frames;
            }
        }

        if (trace.Methods.Count == 0)
        {
            throw new StacksUnavailableException("the runtime's trace broke off or has a form that this version of LeakCheck does not know; a newer one may");
        }

        return trace.Samples.Count > 0 ? new ThreadStackSample(stacks, Missing: null) : null;
    }
}
