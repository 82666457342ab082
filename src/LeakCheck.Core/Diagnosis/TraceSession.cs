namespace LeakCheck.Diagnosis;

/// <summary>
/// One session on the diagnostics port, whose trace is read into memory by a background thread of its own, started without the caller's ExecutionContext so that nobody's scope owns it.
/// Begun and ended by one thread; may be disposed by another meanwhile, which ends the talk with the port.
/// </summary>
/// <param name="port">The port.</param>
/// <param name="full">Called once, on the reading thread, when the trace has grown to <see cref="FullSize"/>; null for nobody.</param>
internal sealed class TraceSession(IDiagnosticsPort port, Action? full = null) : IDisposable
{
    /// <summary>Bytes after which a session should be followed by another.</summary>
    private const int FullSize = 16 * 1024 * 1024;

    private readonly MemoryStream _trace = new();
    private Exception? _failure;
    private Stream? _control;
    private Stream? _data;
    private Thread? _reader;
    private ulong _id;
    private volatile bool _ended;
    private long _received;

    /// <summary>The trace in the nettrace format, once the session has ended.</summary>
    public ReadOnlyMemory<byte> Trace => _trace.GetBuffer().AsMemory(0, (int)_trace.Length);

    /// <summary>Bytes of the trace that have come so far. Read by any thread.</summary>
    public long Received => Volatile.Read(ref _received);

    /// <summary>OS id of the reading thread.</summary>
    public long Reader { get; private set; }

    /// <summary>Starts the session. The runtime blocks when nobody reads, so the trace is read from the start.</summary>
    /// <param name="start">Sends the command that starts it.</param>
    /// <exception cref="StacksUnavailableException">There is no port, or it refuses.</exception>
    public void Begin(Func<Stream, ulong> start)
    {
        Stream data = _data = port.Connect();
        ThrowIfEnded();
        _id = start(data);
        WaitWithoutLimit(data); // As long as nothing happens the runtime writes nothing.
        _reader = BackgroundThread.Start("LeakCheck stack reader", () => Read(data));
    }

    /// <summary>Ends the session and waits for the end of its trace, for as long as it takes: whoever loses patience disposes it.</summary>
    /// <exception cref="StacksUnavailableException">The trace broke off.</exception>
    public void End()
    {
        Stream control = _control = port.Connect();
        ThrowIfEnded();
        WaitWithoutLimit(control); // The runtime answers when it has written the rest of the trace, which takes long on a busy machine.
        DiagnosticsCommand.Stop(control, _id);
        _reader!.Join();
        if (_failure is not null)
        {
            throw BrokeOff(_failure);
        }
    }

    /// <summary>Closing the data connection also ends a session that was not stopped: the runtime notices that nobody reads.</summary>
    public void Dispose()
    {
        _ended = true;
        CloseConnections();
    }

    /// <summary>What an error while talking to the port means.</summary>
    public static StacksUnavailableException BrokeOff(Exception error) =>
        error as StacksUnavailableException ?? new StacksUnavailableException($"the talk with the diagnostics port broke off ({error.Message.TrimEnd('.')})", error);

    /// <summary>Nobody waits for us any more: what was opened meanwhile is ours to close.</summary>
    private void ThrowIfEnded()
    {
        if (_ended)
        {
            CloseConnections();
            throw new StacksUnavailableException("the session was given up");
        }
    }

    private void CloseConnections()
    {
        _data?.Dispose();
        _control?.Dispose();
    }

    private static void WaitWithoutLimit(Stream connection)
    {
        if (connection.CanTimeout)
        {
            connection.ReadTimeout = Timeout.Infinite;
        }
    }

    private void Read(Stream data)
    {
        try
        {
            Reader = OsThreads.CurrentId();
            byte[] buffer = new byte[81920];
            bool wasFull = false;
            for (int count = data.Read(buffer); count > 0; count = data.Read(buffer))
            {
                _trace.Write(buffer, 0, count);
                Volatile.Write(ref _received, _trace.Length);
                if (!wasFull && _trace.Length > FullSize)
                {
                    wasFull = true;
                    full?.Invoke();
                }
            }
        }
        catch (Exception e)
        {
            _failure ??= e;
        }
    }
}
