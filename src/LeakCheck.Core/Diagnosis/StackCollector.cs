namespace LeakCheck.Diagnosis;

/// <summary>What one session gave.</summary>
/// <param name="Trace">The trace in the nettrace format.</param>
/// <param name="OwnThreads">OS ids of the threads that collected it; they are no part of the program.</param>
internal sealed record CollectedTrace(ReadOnlyMemory<byte> Trace, IReadOnlySet<long> OwnThreads);

/// <summary>
/// Runs one short sampling session on the diagnostics port. Blocks the caller for at most the limit, whatever the port does: the work is done
/// on two background threads
/// of its own, started without the caller's ExecutionContext so that nobody's scope owns them.
/// </summary>
internal sealed class StackCollector(IDiagnosticsPort port, TimeSpan limit)
{
    /// <param name="sampling">How long stacks are sampled.</param>
    /// <exception cref="StacksUnavailableException">There is no trace; the message says why.</exception>
    public CollectedTrace Collect(TimeSpan sampling)
    {
        using Session session = new(port, sampling);
        if (!Start("LeakCheck stacks", session.Work).Join(limit))
        {
            throw new StacksUnavailableException(
                $"the diagnostics port gave no complete answer within {limit.TotalSeconds:0.#} s; look at a process this busy from outside, with dotnet-stack");
        }

        return session.Result(OsThreads.CurrentId());
    }

    private static Thread Start(string name, Action work)
    {
        Thread thread = new(new ThreadStart(work)) { IsBackground = true, Name = name };
        thread.UnsafeStart();
        return thread;
    }

    private sealed class Session(IDiagnosticsPort port, TimeSpan sampling) : IDisposable
    {
        private readonly MemoryStream _trace = new();
        private Exception? _failure;
        private Stream? _control;
        private Stream? _data;
        private volatile bool _ended;
        private long _worker;
        private long _reader;

        public void Work()
        {
            try
            {
                _worker = OsThreads.CurrentId();
                Stream data = _data = port.Connect();
                ulong id = DiagnosticsCommand.StartSampling(data);

                // The runtime blocks when nobody reads, so the trace is read from the start, beside the command that ends it.
                Thread reader = Start("LeakCheck stack reader", () => Read(data));
                Thread.Sleep(sampling);
                Stream control = _control = port.Connect();
                DiagnosticsCommand.StopSampling(control, id);
                reader.Join();
            }
            catch (Exception e)
            {
                _failure ??= e;
            }
            finally
            {
                if (_ended)
                {
                    CloseConnections(); // Nobody waits for us any more; what was opened meanwhile is ours to close.
                }
            }
        }

        public CollectedTrace Result(long caller) => _failure switch
        {
            null => new CollectedTrace(_trace.GetBuffer().AsMemory(0, (int)_trace.Length), new HashSet<long> { caller, _worker, _reader }),
            StacksUnavailableException known => throw known,
            _ => throw new StacksUnavailableException($"the talk with the diagnostics port broke off ({_failure.Message.TrimEnd('.')})", _failure),
        };

        /// <summary>Closing the data connection also ends a session that was not stopped: the runtime notices that nobody reads.</summary>
        public void Dispose()
        {
            _ended = true;
            CloseConnections();
        }

        private void CloseConnections()
        {
            _data?.Dispose();
            _control?.Dispose();
        }

        private void Read(Stream data)
        {
            try
            {
                _reader = OsThreads.CurrentId();
                data.CopyTo(_trace);
            }
            catch (Exception e)
            {
                _failure ??= e;
            }
        }
    }
}
