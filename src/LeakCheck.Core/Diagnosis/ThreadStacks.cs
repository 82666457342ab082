using System.Reflection;
using LeakCheck.Diagnosis.Hints;

namespace LeakCheck.Diagnosis;

/// <summary>
/// Stacks of our own threads through the runtime's diagnostics port: a session of the sample profiler of a few milliseconds, read in memory.
/// Works for blocked and running threads,
/// needs no rights, no helper process and no file. Costs 0.15 to 0.3 s whatever the number of threads, more on a busy machine. Safe for use
/// from many threads; one session runs at a time.
/// </summary>
/// <param name="lines">Files and lines, and whose code an assembly is.</param>
/// <param name="port">The port; left out, the process's own.</param>
/// <param name="limit">Longest wait; left out, 15 s.</param>
internal sealed class ThreadStacks(SourceLines lines, IDiagnosticsPort? port = null, TimeSpan? limit = null) : IThreadStacks
{
    private static readonly TimeSpan DefaultLimit = TimeSpan.FromSeconds(15);

    /// <summary>
    /// The profiler takes a sample each millisecond, so the first time gives every thread several, and one is enough. On a starved machine its thread may not come to run at all meanwhile:
    /// then it gets more time.
    /// </summary>
    private static readonly TimeSpan[] SamplingTimes = [TimeSpan.FromMilliseconds(15), TimeSpan.FromMilliseconds(150), TimeSpan.FromMilliseconds(1000)];

    private readonly StackCollector _collector = new(port ?? new DiagnosticsPort(timeout: limit), limit ?? DefaultLimit);
    private readonly object _oneAtATime = new();

    /// <inheritdoc/>
    public ThreadStackSample Sample()
    {
        try
        {
            // Read outside the lock: naming frames resolves types, for which the program's resolve handlers may be called.
            foreach (TimeSpan time in SamplingTimes)
            {
                if (Read(Collect(time)) is { } sample)
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

    private CollectedTrace Collect(TimeSpan time)
    {
        lock (_oneAtATime)
        {
            return _collector.Collect(time);
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

    /// <summary>Turns addresses into frames, for the length of one sample.</summary>
    private sealed class FrameNamer
    {
        private readonly MethodMap _map;
        private readonly Dictionary<ulong, string> _modules;
        private readonly SourceLines _lines;
        private readonly Dictionary<string, Assembly> _assemblies = new(StringComparer.Ordinal);
        private readonly Dictionary<(ulong Start, int Il, ThreadFrame? Callee), IReadOnlyList<ThreadFrame>> _frames = [];

        public FrameNamer(NettraceReader trace, SourceLines lines)
        {
            _map = new MethodMap(trace.Methods);
            _modules = trace.Modules;
            _lines = lines;
            foreach (Assembly assembly in AppDomain.CurrentDomain.GetAssemblies().Where(a => !a.IsDynamic && a.Location.Length > 0))
            {
                _assemblies.TryAdd(assembly.Location, assembly);
            }
        }

        public List<ThreadFrame> Frames(NativeStack stack)
        {
            List<ThreadFrame> frames = [];
            for (int i = 0; i < stack.Addresses.Length; i++)
            {
                // All addresses but that of the code being executed are where a call returns to, which may be the next statement already.
                ulong address = stack.Addresses[i] - (i == 0 && stack.InManagedCode ? 0UL : 1UL);
                if (_map.Find(address) is { } method)
                {
                    frames.AddRange(Frames(method, MethodMap.IlOffset(method, address), frames.Count > 0 ? frames[^1] : null));
                }
            }

            return frames;
        }

        private IReadOnlyList<ThreadFrame> Frames(NativeMethod native, int ilOffset, ThreadFrame? callee)
        {
            if (!_frames.TryGetValue((native.Start, ilOffset, callee), out IReadOnlyList<ThreadFrame>? known))
            {
                bool madeAtRunTime = (native.Token & 0xFFFFFF) == 0;
                string path = madeAtRunTime ? "" : _modules.GetValueOrDefault(native.Module, "");
                known = OfUserCode(path, native.Token, ilOffset, callee) ?? [Frame(native, path, madeAtRunTime, ilOffset)];
                _frames[(native.Start, ilOffset, callee)] = known;
            }

            return known;
        }

        /// <summary>Where optimised code of the program's own stands in truth; null for all other code.</summary>
        private IReadOnlyList<ThreadFrame>? OfUserCode(string path, int token, int ilOffset, ThreadFrame? callee)
        {
            MethodBase? inner = callee is null ? null : Method(callee.ModulePath, callee.MethodToken);
            return (callee is null || inner is not null) && _lines.IsUserCode(_assemblies.GetValueOrDefault(path)) && Method(path, token) is { } method
                ? _lines.Frames(method, ilOffset, inner)
                : null;
        }

        private ThreadFrame Frame(NativeMethod native, string path, bool madeAtRunTime, int ilOffset)
        {
            (string? file, int? line) = _lines.At(path, native.Token, ilOffset);
            LeakFrame display = _lines.Frame(MethodNames.Of(native.Type, native.Name), _assemblies.GetValueOrDefault(path), file, line);
            if (display.Assembly is null && path.Length > 0)
            {
                display = display with { Assembly = Path.GetFileNameWithoutExtension(path) };
            }

            return new ThreadFrame(display, path, madeAtRunTime ? 0 : native.Token, ilOffset);
        }

        private MethodBase? Method(string path, int token) => _assemblies.TryGetValue(path, out Assembly? assembly) ? FrameTypes.Resolve(assembly.ManifestModule, token) : null;
    }
}
