namespace LeakCheck.Diagnosis;

/// <summary>
/// Notes the stack that started each thread, when asked to (<c>LEAKCHECK_CREATION_STACKS=all</c>). The runtime raises <c>ThreadCreating</c>, with the stack of the starter, and
/// <c>ThreadRunning</c> on the new thread; a session on the process's own diagnostics port takes them down, and is read when a thread is to be reported. Safe for use from many threads.
/// </summary>
internal sealed class ThreadStarts : IDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(15);

    private readonly object _gate = new();
    private readonly Dictionary<long, IReadOnlyList<LeakFrame>> _byThread = [];
    private readonly IDiagnosticsPort _port;
    private readonly SourceLines _lines;
    private readonly StackFrames _stacks;
    private TraceSession? _session;

    /// <summary>Begins to note. Where that is not possible, <see cref="Missing"/> says why.</summary>
    public ThreadStarts(SourceLines lines, StackFrames stacks, IDiagnosticsPort? port = null)
    {
        _port = port ?? new DiagnosticsPort();
        _lines = lines;
        _stacks = stacks;
        Turn(ended: null);

        // The runtime would write the rest of the trace while the process ends.
        AppDomain.CurrentDomain.ProcessExit += End;
    }

    /// <summary>One sentence saying why starts are not known; null while they are noted.</summary>
    public string? Missing { get; private set; }

    /// <summary>The stack that started a thread, innermost first; empty when it is not known. By the last <see cref="Update"/>.</summary>
    public IReadOnlyList<LeakFrame> Of(long osThread)
    {
        lock (_gate)
        {
            return _byThread.GetValueOrDefault(osThread, []);
        }
    }

    /// <summary>Reads what was noted so far. Takes some tenths of a second.</summary>
    public void Update()
    {
        lock (_gate)
        {
            if (_session is { } ended && Turn(ended))
            {
                Read(NettraceReader.Read(ended.Trace.Span));
            }
        }
    }

    /// <summary>Notes no more.</summary>
    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= End;
        End(null, EventArgs.Empty);
    }

    private void End(object? sender, EventArgs e) => _session?.Dispose();

    /// <summary>Begins a session before the last one ends, so that no start falls between the two.</summary>
    /// <returns>True when the last one has a whole trace.</returns>
    private bool Turn(TraceSession? ended)
    {
        var next = new TraceSession(_port, () => BackgroundThread.Start("LeakCheck thread starts", Update));
        _session = null;
        try
        {
            bool done = BackgroundThread.Run("LeakCheck thread starts", s_limit, () =>
            {
                next.Begin(DiagnosticsCommand.StartThreading);
                ended?.End();
            });
            _session = done ? next : throw new StacksUnavailableException(FormattableString.Invariant($"the diagnostics port gave no complete answer within {s_limit.TotalSeconds:0.#} s"));
            return ended is not null;
        }
        catch (StacksUnavailableException e)
        {
            Missing = "Who started the threads is not known. " + e.Message;
            next.Dispose();
            return false;
        }
        finally
        {
            ended?.Dispose();
        }
    }

    private void Read(NettraceReader trace)
    {
        var namer = new FrameNamer(trace, _lines);
        HashSet<long> alive = [.. OsThreads.All().Select(t => t.Id)];
        foreach (long gone in _byThread.Keys.Where(t => !alive.Contains(t)).ToList())
        {
            _byThread.Remove(gone);
        }

        foreach ((long thread, NativeStack stack) in trace.Starts.Where(s => alive.Contains(s.Key)))
        {
            _byThread[thread] = _stacks.OfStarter(namer.Frames(stack));
        }
    }
}
